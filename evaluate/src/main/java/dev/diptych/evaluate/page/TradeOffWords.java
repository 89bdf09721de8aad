package dev.diptych.evaluate.page;

import dev.diptych.evaluate.TradeOff;
import dev.diptych.report.html.MetricDescription;
import dev.diptych.report.html.NumberText;

/// Sentences about an interpolation curve.
public final class TradeOffWords {

    private TradeOffWords() {}

    /// Gain and loss of the selected point.
    static String verdict(TradeOff curve) {
        TradeOff.Point chosen = curve.chosen();
        MetricDescription target = MetricDescription.of(curve.target().name());
        MetricDescription guard = MetricDescription.of(curve.guard());
        if (chosen.equals(curve.start())) {
            return "No point has a better %s than the starting model and retains %s of its capability: alpha 0, the starting model, is selected."
                    .formatted(curve.target().name(), percent(curve.keep()));
        }
        double gained = curve.gained(chosen);
        return "Selected: alpha %s. %s changes from %s to %s%s; retention metric (%s) from %s to %s, %s retained."
                .formatted(
                        NumberText.of(chosen.alpha()),
                        target.label(),
                        with(curve.start().target().value(), target),
                        with(chosen.target().value(), target),
                        Double.isFinite(gained) ? ", " + percent(gained) + " of the gain" : "",
                        lowerFirst(guard.label()),
                        with(curve.start().guard().value(), guard),
                        with(chosen.guard().value(), guard),
                        percent(curve.kept(chosen)));
    }

    /// Certainty of the retention metric; empty without confidence intervals.
    static String certainty(TradeOff curve) {
        TradeOff.Reading start = curve.start().guard();
        TradeOff.Reading chosen = curve.chosen().guard();
        if (!Double.isFinite(start.low()) || !Double.isFinite(chosen.high()) || start.equals(chosen)) {
            return "";
        }
        return chosen.low() <= start.high() && start.low() <= chosen.high()
                ? "The confidence intervals of the retention metric at the start and at this point overlap: the change may be chance."
                : "The confidence intervals of the retention metric at the start and at this point do not overlap.";
    }

    /// The loss of the finished model, for comparison; empty if it is selected.
    static String finished(TradeOff curve) {
        if (curve.chosen().equals(curve.finished())) {
            return "";
        }
        MetricDescription target = MetricDescription.of(curve.target().name());
        MetricDescription guard = MetricDescription.of(curve.guard());
        TradeOff.Point finished = curve.finished();
        return "Without interpolation (alpha 1): %s %s; retention metric %s, %s retained."
                .formatted(
                        lowerFirst(target.label()),
                        with(finished.target().value(), target),
                        with(finished.guard().value(), guard),
                        percent(curve.kept(finished)));
    }

    public static String percent(double share) {
        return Double.isFinite(share) ? NumberText.of(100 * share) + " %" : "–";
    }

    public static String with(double value, MetricDescription measure) {
        return NumberText.of(value) + (measure.unit().isEmpty() ? "" : " " + measure.unit());
    }

    // "R@1" is unchanged.
    public static String lowerFirst(String label) {
        boolean word = label.length() > 1 && Character.isLowerCase(label.charAt(1));
        return word ? Character.toLowerCase(label.charAt(0)) + label.substring(1) : label;
    }
}
