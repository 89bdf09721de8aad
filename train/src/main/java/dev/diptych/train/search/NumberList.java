package dev.diptych.train.search;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.OptionalDouble;

/// Numbers of grids in the notation of recipes.
final class NumberList {

    private static final MathContext DIGITS = new MathContext(6);

    private NumberList() {}

    /// At most six significant digits, integers without a point, so that the displayed value is the value tried. A
    /// dash for NaN.
    static String write(double value) {
        if (!Double.isFinite(value)) {
            return "–";
        }
        BigDecimal rounded = new BigDecimal(value, DIGITS).stripTrailingZeros();
        String plain = rounded.toPlainString();
        return plain.length() <= 12 ? plain : mantissa(rounded);
    }

    /// The number that a value represents, if any.
    static OptionalDouble read(String value) {
        try {
            double number = Double.parseDouble(value);
            return Double.isFinite(number) ? OptionalDouble.of(number) : OptionalDouble.empty();
        } catch (NumberFormatException word) {
            return OptionalDouble.empty();
        }
    }

    // In YAML's core schema, a number with an exponent requires digits before it.
    private static String mantissa(BigDecimal number) {
        return number.toString().replace("E", "e");
    }
}
