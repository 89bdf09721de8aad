package dev.diptych.spark;

import dev.diptych.base.InvalidInputException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Options of a job, `--name value` each.
record JobArguments(Map<String, String> values) {

    /// @throws InvalidInputException if an option is unknown, given twice or without a value
    static JobArguments parse(List<String> arguments, Set<String> known) {
        Map<String, String> values = new HashMap<>();
        for (int i = 0; i < arguments.size(); i += 2) {
            String name = arguments.get(i);
            if (!name.startsWith("--") || !known.contains(name.substring(2))) {
                throw new InvalidInputException("unknown option %s; the options are %s"
                        .formatted(
                                name,
                                String.join(
                                        ", ",
                                        known.stream()
                                                .map(each -> "--" + each)
                                                .sorted()
                                                .toList())));
            }
            if (i + 1 == arguments.size()) {
                throw new InvalidInputException(name + " has no value");
            }
            if (values.put(name.substring(2), arguments.get(i + 1)) != null) {
                throw new InvalidInputException(name + " is given twice");
            }
        }
        return new JobArguments(values);
    }

    /// @throws InvalidInputException if the option is missing
    String required(String name) {
        String value = values.get(name);
        if (value == null) {
            throw new InvalidInputException("--" + name + " is missing");
        }
        return value;
    }

    @Nullable
    String optional(String name) {
        return values.get(name);
    }

    String optional(String name, String otherwise) {
        return values.getOrDefault(name, otherwise);
    }

    /// @throws InvalidInputException if the option is not a positive integer
    int positive(String name, int otherwise) {
        String value = values.get(name);
        if (value == null) {
            return otherwise;
        }
        if (!value.matches("[1-9]\\d{0,8}")) {
            throw new InvalidInputException("--" + name + " must be a positive integer, but is " + value);
        }
        return Integer.parseInt(value);
    }

    /// @throws InvalidInputException if the option is not an integer from `least` to `most`
    int integer(String name, int otherwise, int least, int most) {
        String value = values.get(name);
        if (value == null) {
            return otherwise;
        }
        try {
            int number = Integer.parseInt(value);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException notANumber) {
            // Reported below.
        }
        throw new InvalidInputException(
                "--%s must be an integer from %d to %d, but is %s".formatted(name, least, most, value));
    }

    /// @throws InvalidInputException if the option is not a number from 0 to 1
    double fraction(String name, double otherwise) {
        String value = values.get(name);
        if (value == null) {
            return otherwise;
        }
        try {
            double number = Double.parseDouble(value);
            if (number >= 0 && number <= 1) {
                return number;
            }
        } catch (NumberFormatException notANumber) {
            // Reported below.
        }
        throw new InvalidInputException("--%s must be a number from 0 to 1, but is %s".formatted(name, value));
    }
}
