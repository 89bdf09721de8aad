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

    /// A value with an interval: as many decimals as give two significant digits of half the width
    /// of the interval.
    ///
    /// @param low lower bound of the interval
    /// @param high upper bound
    public static String of(double value, double low, double high) {
        double half = (high - low) / 2;
        if (!Double.isFinite(value) || !Double.isFinite(half) || half <= 0 || half < 1e-6) {
            return of(value);
        }
        int decimals = Math.clamp(1 - (int) Math.floor(Math.log10(half)), 0, 6);
        return minus(String.format(Locale.ROOT, "%." + decimals + "f", value));
    }

    /// A value without an interval in the format of its unit: one decimal for percentages, a
    /// duration for seconds, three decimals for scores, none for counts.
    public static String of(double value, String unit) {
        if (!Double.isFinite(value)) {
            return of(value);
        }
        return switch (unit) {
            case "s" -> duration(value);
            case "%" -> minus(String.format(Locale.ROOT, "%.1f", value));
            default ->
                value == Math.rint(value) && Math.abs(value) < 1e9
                        ? minus(String.format(Locale.ROOT, "%,.0f", value))
                        : Math.abs(value) >= 1e-3 && Math.abs(value) < 10
                                ? minus(String.format(Locale.ROOT, "%.3f", value))
                                : of(value);
        };
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
