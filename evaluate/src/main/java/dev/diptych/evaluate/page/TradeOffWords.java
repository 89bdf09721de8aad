package dev.diptych.evaluate.page;

import dev.diptych.evaluate.TradeOff;
import dev.diptych.report.html.MetricDescription;
import dev.diptych.report.html.NumberText;

/// What a curve between two models says, in words.
public final class TradeOffWords {

    private TradeOffWords() {}

    /// What the chosen point has gained and lost.
    static String verdict(TradeOff curve) {
        TradeOff.Point chosen = curve.chosen();
        MetricDescription target = MetricDescription.of(curve.target().name());
        MetricDescription guard = MetricDescription.of(curve.guard());
        if (chosen.equals(curve.start())) {
            return "No point is better than the starting model by %s and keeps %s of its guard: alpha 0, the starting model, is chosen."
                    .formatted(curve.target().name(), percent(curve.keep()));
        }
        double gained = curve.gained(chosen);
        return "Chosen: alpha %s. %s goes from %s to %s%s; guard, %s: from %s to %s, %s kept."
                .formatted(
                        NumberText.of(chosen.alpha()),
                        target.label(),
                        with(curve.start().target().value(), target),
                        with(chosen.target().value(), target),
                        Double.isFinite(gained) ? ", " + percent(gained) + " of what training gained" : "",
                        lowerFirst(guard.label()),
                        with(curve.start().guard().value(), guard),
                        with(chosen.guard().value(), guard),
                        percent(curve.kept(chosen)));
    }

    /// How sure the guard's figures are; empty where they have no intervals.
    static String certainty(TradeOff curve) {
        TradeOff.Reading start = curve.start().guard();
        TradeOff.Reading chosen = curve.chosen().guard();
        if (!Double.isFinite(start.low()) || !Double.isFinite(chosen.high()) || start.equals(chosen)) {
            return "";
        }
        return chosen.low() <= start.high() && start.low() <= chosen.high()
                ? "The guard's intervals at the start and at this point overlap: what seems lost may be chance."
                : "The guard's intervals at the start and at this point do not overlap.";
    }

    /// What the finished model has lost, for comparison; empty where it is the chosen one.
    static String finished(TradeOff curve) {
        if (curve.chosen().equals(curve.finished())) {
            return "";
        }
        MetricDescription target = MetricDescription.of(curve.target().name());
        MetricDescription guard = MetricDescription.of(curve.guard());
        TradeOff.Point finished = curve.finished();
        return "Without interpolation (alpha 1): %s %s; guard %s, %s kept."
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

    // "R@1" stays as it is.
    public static String lowerFirst(String label) {
        boolean word = label.length() > 1 && Character.isLowerCase(label.charAt(1));
        return word ? Character.toLowerCase(label.charAt(0)) + label.substring(1) : label;
    }
}
