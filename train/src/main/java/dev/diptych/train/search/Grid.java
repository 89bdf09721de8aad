package dev.diptych.train.search;

import dev.diptych.base.InvalidInputException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/// The values of one recipe key in a search.
///
/// @param text the option as given: `objective.temperature=0.05:0.5:8`
/// @param key dotted name of a setting or a section
public record Grid(String text, String key, Values values) {

    /// Prefixes of keys that define the measurement: trials with different values would not be comparable.
    private static final Set<String> FIXED_SECTIONS =
            Set.of("data.train", "data.validation", "data.validation_fraction", "data.scenes", "validation");

    /// The values after the equals sign.
    public sealed interface Values {

        /// An explicit list of values, each as YAML.
        record Listed(List<String> values) implements Values {}

        /// A range from `low` to `high`.
        ///
        /// @param count number of values; 0 if not specified, for random draws
        /// @param logarithmic whether they are evenly spaced in the logarithm
        record Range(double low, double high, int count, boolean logarithmic) implements Values {

            List<String> spread() {
                return IntStream.range(0, count)
                        .mapToObj(i -> NumberList.write(at(count == 1 ? 0 : (double) i / (count - 1))))
                        .toList();
            }

            /// The value at this fraction of the range, 0 to 1.
            double at(double share) {
                if (share == 0 || share == 1) {
                    return share == 0 ? low : high;
                }
                return logarithmic ? low * Math.pow(high / low, share) : low + share * (high - low);
            }
        }
    }

    /// Parses `key=a:b:n` (evenly spaced), `key=a:b:n:log` (evenly spaced in the logarithm) or `key=a,b,c`.
    ///
    /// @param random whether values are drawn, so that a range does not require a count
    /// @throws InvalidInputException if it is none of these, or empty
    static Grid parse(String text, boolean random) {
        int equals = text.indexOf('=');
        String key = equals < 0 ? "" : text.substring(0, equals).strip();
        if (key.isEmpty()) {
            throw refusal(
                    text,
                    "write KEY=FROM:TO:COUNT, KEY=FROM:TO:COUNT:log or KEY=A,B,C, such as"
                            + " objective.temperature=0.05:0.5:8");
        }
        if (key.equals("seed")) {
            throw refusal(text, "each candidate is repeated for all seeds; pass them as --seeds 0,1,2");
        }
        if (key.equals("data") || FIXED_SECTIONS.stream().anyMatch(fixed -> isWithin(key, fixed))) {
            throw refusal(text, key + " defines the measurement, so it must be the same for all trials");
        }
        String values = text.substring(equals + 1).strip();
        return new Grid(text, key, isRange(values) ? range(text, values, random) : listed(text, values));
    }

    /// All values, in order; not for a range without a count.
    List<String> all() {
        return switch (values) {
            case Values.Listed listed -> listed.values();
            case Values.Range range -> range.spread();
        };
    }

    static InvalidInputException refusal(String text, String problem) {
        return new InvalidInputException("--grid " + text + ": " + problem);
    }

    private static boolean isWithin(String key, String fixed) {
        return key.equals(fixed) || key.startsWith(fixed + ".");
    }

    private static boolean isRange(String values) {
        return values.matches("[-+.\\deE]+:[^,\\[{]*");
    }

    private static Values.Range range(String text, String values, boolean random) {
        String[] parts = values.split(":", -1);
        boolean logarithmic = parts[parts.length - 1].strip().equals("log");
        int numbers = logarithmic ? parts.length - 1 : parts.length;
        if (numbers == 2 && !random) {
            throw refusal(
                    text,
                    "the number of values is missing; use %s:%s:8%s, or draw them with --random 8"
                            .formatted(parts[0], parts[1], logarithmic ? ":log" : ""));
        }
        if (numbers < 2 || numbers > 3) {
            throw refusal(text, "expected a range FROM:TO:COUNT or FROM:TO:COUNT:log");
        }
        double low = number(text, parts[0]);
        double high = number(text, parts[1]);
        int count = numbers == 2 ? 0 : count(text, parts[2]);
        if (low > high || (low == high && count > 1)) {
            throw refusal(text, "a range must go from a lower to a higher number");
        }
        if (low < high && count == 1) {
            throw refusal(text, "a range requires a count of at least 2; for one value, use " + parts[0]);
        }
        if (logarithmic && low <= 0) {
            throw refusal(text, "a logarithmic range must start above 0");
        }
        return new Values.Range(low, high, count, logarithmic);
    }

    // Split at commas, but not within brackets, braces or quotes: train.betas=[0.9, 0.98],[0.9, 0.999].
    private static Values.Listed listed(String text, String values) {
        List<String> all = new ArrayList<>();
        StringBuilder value = new StringBuilder();
        int depth = 0;
        char quote = 0;
        for (char letter : values.toCharArray()) {
            if (quote != 0) {
                quote = letter == quote ? 0 : quote;
            } else if (letter == '"' || letter == '\'') {
                quote = letter;
            } else {
                depth += letter == '[' || letter == '{' ? 1 : letter == ']' || letter == '}' ? -1 : 0;
            }
            if (letter == ',' && depth == 0 && quote == 0) {
                all.add(value.toString().strip());
                value.setLength(0);
            } else {
                value.append(letter);
            }
        }
        all.add(value.toString().strip());
        if (all.stream().allMatch(String::isEmpty)) {
            throw refusal(text, "the grid is empty; specify values, such as 0.05,0.1,0.2 or 0.05:0.5:8");
        }
        for (String each : all) {
            if (each.isEmpty()) {
                throw refusal(text, "missing value between two commas");
            }
            if (all.indexOf(each) != all.lastIndexOf(each)) {
                throw refusal(text, "duplicate value " + each);
            }
        }
        return new Values.Listed(List.copyOf(all));
    }

    private static double number(String text, String word) {
        try {
            double number = Double.parseDouble(word.strip());
            if (Double.isFinite(number)) {
                return number;
            }
        } catch (NumberFormatException wrong) {
            throw new InvalidInputException("--grid %s: \"%s\" is not a number".formatted(text, word), wrong);
        }
        throw refusal(text, "\"" + word + "\" is not a finite number");
    }

    private static int count(String text, String word) {
        String digits = word.strip();
        if (!digits.matches("\\d{1,4}")) {
            throw refusal(text, "the count \"" + word + "\" must be a whole number from 1 to 9999");
        }
        int count = Integer.parseInt(digits);
        if (count == 0) {
            throw refusal(text, "the grid is empty: it has 0 values");
        }
        return count;
    }
}
