package dev.diptych.index;

import dev.diptych.base.InvalidInputException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A condition on a metadata field.
public sealed interface Filter {

    /// The metadata field.
    String field();

    /// The field has exactly this value.
    record Equal(String field, String value) implements Filter {}

    /// The field does not have this value, or the item has no such field.
    record Different(String field, String value) implements Filter {}

    /// The field is a number in a range.
    ///
    /// @param low smallest permitted number
    /// @param high largest permitted number
    record Range(String field, double low, double high) implements Filter {}

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
