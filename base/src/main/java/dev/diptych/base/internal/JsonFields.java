package dev.diptych.base.internal;

import dev.diptych.base.InvalidInputException;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Typed access to the fields of a JSON object. Missing and null fields have the given default; values of another type
/// are rejected.
///
/// @param where the file, for messages
public record JsonFields(JsonNode node, String where) {

    /// @throws InvalidInputException for anything but a 32-bit integer
    public int integer(String key, int otherwise) {
        JsonNode value = value(key);
        if (value == null) {
            return otherwise;
        }
        if (!value.isIntegralNumber() || !value.canConvertToInt()) {
            throw wrong(key, "an integer");
        }
        return value.asInt();
    }

    /// @throws InvalidInputException for anything but an integer from `low` to `high`
    public int integer(String key, int otherwise, int low, int high) {
        int number = integer(key, otherwise);
        if (value(key) != null && (number < low || number > high)) {
            throw wrong(key, "an integer from " + low + " to " + high);
        }
        return number;
    }

    /// @throws InvalidInputException for anything but a number from `low` to `high`
    public double number(String key, double otherwise, double low, double high) {
        double number = number(key, otherwise);
        if (value(key) != null && !(number >= low && number <= high)) {
            throw wrong(key, "a number from " + low + " to " + high);
        }
        return number;
    }

    /// @throws InvalidInputException for anything but a finite number
    public double number(String key, double otherwise) {
        JsonNode value = value(key);
        if (value == null) {
            return otherwise;
        }
        double number = value.isNumber() ? value.asDouble(Double.NaN) : Double.NaN;
        if (!Double.isFinite(number)) {
            throw wrong(key, "a number");
        }
        return number;
    }

    /// @throws InvalidInputException for anything but a string
    public String text(String key, String otherwise) {
        JsonNode value = value(key);
        if (value == null) {
            return otherwise;
        }
        if (!value.isString()) {
            throw wrong(key, "a string");
        }
        return value.asString();
    }

    /// @throws InvalidInputException for anything but true and false
    public boolean flag(String key, boolean otherwise) {
        JsonNode value = value(key);
        if (value == null) {
            return otherwise;
        }
        if (!value.isBoolean()) {
            throw wrong(key, "true or false");
        }
        return value.asBoolean();
    }

    /// Returns the field, or null if it is missing or null.
    public @Nullable JsonNode value(String key) {
        JsonNode value = node.path(key);
        return value.isMissingNode() || value.isNull() ? null : value;
    }

    /// Returns the exception to throw for the value of a key.
    public InvalidInputException wrong(String key, String expected) {
        return new InvalidInputException(where + ": " + key + " must be " + expected + ", found " + node.path(key));
    }
}
