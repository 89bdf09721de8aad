package dev.diptych.index;

import dev.diptych.base.InvalidInputException;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A condition on metadata fields.
public sealed interface Filter {

    /// The field has exactly this value.
    record Equal(String field, String value) implements Filter {}

    /// The field does not have this value, or the item has no such field.
    record Different(String field, String value) implements Filter {}

    /// The field is a number in a range.
    ///
    /// @param low smallest permitted number
    /// @param high largest permitted number
    record Range(String field, double low, double high) implements Filter {}

    /// The field has one of these values.
    ///
    /// @param values none is fulfilled by no item
    record OneOf(String field, List<String> values) implements Filter {
        public OneOf {
            values = List.copyOf(values);
        }
    }

    /// The field is a text in a range, in the order of Unicode code points.
    ///
    /// @param low the smallest text; null for no limit
    /// @param includesLow whether `low` itself is permitted
    /// @param high the largest text; null for no limit
    /// @param includesHigh whether `high` itself is permitted
    record TextRange(
            String field,
            @Nullable String low,
            boolean includesLow,
            @Nullable String high,
            boolean includesHigh) implements Filter {}

    /// The field contains a text, with the same case. Every distinct value of the field is
    /// compared with it.
    record Contains(String field, String text) implements Filter {}

    /// All of these conditions hold; every item fulfils an empty list.
    record All(List<Filter> filters) implements Filter {
        public All {
            filters = List.copyOf(filters);
        }
    }

    /// At least one of these conditions holds; no item fulfils an empty list.
    record Any(List<Filter> filters) implements Filter {
        public Any {
            filters = List.copyOf(filters);
        }
    }

    /// The condition does not hold.
    record Not(Filter filter) implements Filter {}

    /// Reads a condition such as `category=shoe`, `category!=shoe`, `price<20`, `price<=20`, `year>1990` or
    /// `year>=1990`.
    ///
    /// @throws InvalidInputException if it is not one
    static Filter parse(String condition) {
        Matcher parts = Pattern.compile("([^=!<>]+)(=|!=|<=|>=|<|>)(.*)").matcher(condition);
        if (!parts.matches()) {
            throw new InvalidInputException("filter " + condition
                    + ": expected FIELD=VALUE, FIELD!=VALUE, or a comparison with a number such as price<20");
        }
        String field = parts.group(1).strip();
        String value = parts.group(3).strip();
        return switch (parts.group(2)) {
            case "=" -> new Equal(field, value);
            case "!=" -> new Different(field, value);
            case "<=" -> new Range(field, Double.NEGATIVE_INFINITY, number(value, condition));
            case "<" -> new Range(field, Double.NEGATIVE_INFINITY, Math.nextDown(number(value, condition)));
            case ">=" -> new Range(field, number(value, condition), Double.POSITIVE_INFINITY);
            default -> new Range(field, Math.nextUp(number(value, condition)), Double.POSITIVE_INFINITY);
        };
    }

    private static double number(String value, String condition) {
        try {
            double number = Double.parseDouble(value);
            if (Double.isFinite(number)) {
                return number;
            }
        } catch (NumberFormatException notANumber) {
            throw new InvalidInputException("filter " + condition + ": " + value + " is not a number", notANumber);
        }
        throw new InvalidInputException("filter " + condition + ": " + value + " is not a finite number");
    }
}
