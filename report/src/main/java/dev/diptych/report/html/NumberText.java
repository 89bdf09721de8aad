package dev.diptych.report.html;

import java.util.Locale;

/// Formatting of numbers and durations.
public final class NumberText {

    private NumberText() {}

    /// Four significant digits without trailing zeros; a dash for NaN.
    public static String of(double value) {
        if (!Double.isFinite(value)) {
            return "–";
        }
        double size = Math.abs(value);
        if (size != 0 && (size < 1e-3 || size >= 1e6)) {
            String[] parts = String.format(Locale.ROOT, "%.2e", value).split("e");
            return minus(trimmed(parts[0]) + "e" + Integer.parseInt(parts[1]));
        }
        int decimals = size >= 1000 ? 0 : size >= 100 ? 1 : size >= 10 ? 2 : size >= 1 ? 3 : 4;
        return minus(trimmed(String.format(Locale.ROOT, "%." + decimals + "f", value)));
    }

    /// Hours, minutes and seconds: `1 h 2 min`, `3 min 4 s`, `5 s`.
    public static String duration(double seconds) {
        if (!Double.isFinite(seconds)) {
            return "–";
        }
        long whole = Math.round(Math.max(0, seconds));
        if (whole >= 3600) {
            return "%d h %d min".formatted(whole / 3600, whole % 3600 / 60);
        }
        return whole >= 60 ? "%d min %d s".formatted(whole / 60, whole % 60) : whole + " s";
    }

    private static String trimmed(String number) {
        return number.contains(".") ? number.replaceAll("\\.?0+$", "") : number;
    }

    private static String minus(String number) {
        String zero = number.equals("-0") ? "0" : number;
        return zero.startsWith("-") ? "−" + zero.substring(1) : zero;
    }
}
