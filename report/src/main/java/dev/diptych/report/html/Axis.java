package dev.diptych.report.html;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Chart axis whose ends are round numbers.
///
/// @param step distance between ticks: 1, 2 or 5 times a power of ten
public record Axis(double low, double high, double step) {

    /// An axis over `low` to `high` with about `ticks` ticks.
    public static Axis over(double low, double high, int ticks) {
        double from = low;
        double to = high;
        if (to - from <= Math.abs(to) * 1e-12) { // one value: add a margin
            double room = to == 0 ? 1 : Math.abs(to) * 0.1;
            from -= room;
            to += room;
        }
        double step = round((to - from) / ticks);
        return new Axis(Math.floor(from / step + 1e-9) * step, Math.ceil(to / step - 1e-9) * step, step);
    }

    public List<Double> ticks() {
        List<Double> ticks = new ArrayList<>();
        long count = Math.round((high - low) / step);
        for (long i = 0; i <= count; i++) {
            double tick = low + i * step;
            ticks.add(Math.abs(tick) < step * 1e-9 ? 0.0 : tick);
        }
        return ticks;
    }

    /// The text of a tick, with the same number of decimals for all ticks.
    public String label(double tick) {
        if (step >= 1 || step < 1e-4) {
            return NumberText.of(tick);
        }
        int decimals = (int) Math.ceil(-Math.log10(step) - 1e-9);
        return String.format(Locale.ROOT, "%." + decimals + "f", tick).replace('-', '\u2212');
    }

    /// Position of `value` on the axis, 0 to 1.
    public double share(double value) {
        return (value - low) / (high - low);
    }

    private static double round(double step) {
        double power = Math.pow(10, Math.floor(Math.log10(step)));
        double digit = step / power;
        return (digit <= 1 + 1e-9 ? 1 : digit <= 2 + 1e-9 ? 2 : digit <= 5 + 1e-9 ? 5 : 10) * power;
    }
}
