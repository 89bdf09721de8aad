package dev.diptych.evaluate.page;

import dev.diptych.evaluate.TradeOff;
import dev.diptych.report.MetricComparison;
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

    /// Certainty of the changes of the selected point from the starting model, on the same queries;
    /// empty if the results of the queries are not known.
    static String certainty(TradeOff curve) {
        TradeOff.Point chosen = curve.chosen();
        if (chosen.equals(curve.start())) {
            return "";
        }
        String target = curve.targetChange(chosen)
                .map(change -> certainty("target", change))
                .orElse("");
        String guard = curve.guardChange(chosen)
                .map(change -> certainty("retention metric", change))
                .orElse("");
        return target + (target.isEmpty() || guard.isEmpty() ? "" : " ") + guard;
    }

    private static String certainty(String what, MetricComparison change) {
        String difference = "difference %s, 95 %% confidence interval %s to %s"
                .formatted(
                        NumberText.of(change.difference()), NumberText.of(change.low()), NumberText.of(change.high()));
        return switch (change.verdict()) {
            case BETTER -> "The %s is better than that of the starting model (%s).".formatted(what, difference);
            case WORSE -> "The %s is worse than that of the starting model (%s).".formatted(what, difference);
            case NOT_DISTINGUISHABLE ->
                "The %s is not distinguishable from that of the starting model (%s).".formatted(what, difference);
            case NOT_COMPARABLE ->
                "The %s is %s.".formatted(what, change.verdict().text());
        };
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
