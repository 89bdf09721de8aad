package dev.diptych.train.search;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.OptionalDouble;

/// Numbers of grids as recipes write them.
final class NumberList {

    private static final MathContext DIGITS = new MathContext(6);

    private NumberList() {}

    /// At most six significant digits, whole numbers without a point: what one sees is what is tried.
    /// A dash where there is none.
    static String write(double value) {
        if (!Double.isFinite(value)) {
            return "–";
        }
        BigDecimal rounded = new BigDecimal(value, DIGITS).stripTrailingZeros();
        String plain = rounded.toPlainString();
        return plain.length() <= 12 ? plain : mantissa(rounded);
    }

    /// The number that a value is, if it is one.
    static OptionalDouble read(String value) {
        try {
            double number = Double.parseDouble(value);
            return Double.isFinite(number) ? OptionalDouble.of(number) : OptionalDouble.empty();
        } catch (NumberFormatException word) {
            return OptionalDouble.empty();
        }
    }

    // YAML's core schema takes a number with an exponent only with digits before it.
    private static String mantissa(BigDecimal number) {
        return number.toString().replace("E", "e");
    }
}
