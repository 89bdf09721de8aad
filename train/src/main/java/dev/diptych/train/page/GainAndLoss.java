package dev.diptych.train.page;

import dev.diptych.evaluate.RetentionSuite;
import dev.diptych.evaluate.page.TradeOffWords;
import dev.diptych.report.LogEntry;
import dev.diptych.report.Metrics;
import dev.diptych.report.html.Html;
import dev.diptych.report.html.MetricDescription;
import java.util.List;
import java.util.OptionalDouble;

/// Sentences about the gain and loss of a run.
final class GainAndLoss {

    private static final String TARGET = "retrieval.text_to_image.r1";

    private GainAndLoss() {}

    /// A sentence about the target and one about the retention metric; empty if the starting model was not
    /// evaluated.
    ///
    /// @param after metrics of the best model
    static String toHtml(List<LogEntry> log, Metrics after) {
        double bestEpoch = after.get("train.best_epoch").orElse(Double.NaN);
        Metrics before = Metrics.none();
        Metrics validated = Metrics.none(); // the best model on the same data as the starting model
        for (LogEntry entry : log) {
            if (entry instanceof LogEntry.Validation validation) {
                before = validation.step() == 0 ? validation.metrics() : before;
                validated = validation.epoch() == bestEpoch ? validation.metrics() : validated;
            }
        }
        StringBuilder html = new StringBuilder(sentence("Target, on validation", TARGET, before, validated));
        for (RetentionSuite suite : RetentionSuite.values()) {
            html.append(sentence("Retention check", "guard." + suite.metric(), before, after));
        }
        return html.toString();
    }

    private static String sentence(String what, String name, Metrics before, Metrics after) {
        OptionalDouble from = before.get(name);
        OptionalDouble to = after.get(name);
        if (from.isEmpty() || to.isEmpty()) {
            return "";
        }
        MetricDescription measure = MetricDescription.of(name);
        String kept = what.equals("Retention check") && from.getAsDouble() > 0
                ? ", %s retained".formatted(TradeOffWords.percent(to.getAsDouble() / from.getAsDouble()))
                : "";
        String sentence = "%s: %s from %s to %s%s."
                .formatted(
                        what,
                        TradeOffWords.lowerFirst(measure.label()),
                        TradeOffWords.with(from.getAsDouble(), measure),
                        TradeOffWords.with(to.getAsDouble(), measure),
                        kept);
        return "<p class=\"summary\">%s</p>\n".formatted(Html.escape(sentence));
    }
}
