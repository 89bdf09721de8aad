package dev.diptych.train.page;

import dev.diptych.evaluate.RetentionSuite;
import dev.diptych.evaluate.page.TradeOffWords;
import dev.diptych.report.LogEntry;
import dev.diptych.report.Metrics;
import dev.diptych.report.html.Html;
import dev.diptych.report.html.MetricDescription;
import java.util.List;
import java.util.OptionalDouble;

/// What a run gained and what it lost, in words.
final class GainAndLoss {

    private static final String TARGET = "retrieval.text_to_image.r1";

    private GainAndLoss() {}

    /// A sentence on the target and one on the guard; nothing where the start was not measured.
    ///
    /// @param after the figures of the best model
    static String toHtml(List<LogEntry> log, Metrics after) {
        double bestEpoch = after.get("train.best_epoch").orElse(Double.NaN);
        Metrics before = Metrics.none();
        Metrics validated = Metrics.none(); // the best model on the data that the start was measured on
        for (LogEntry entry : log) {
            if (entry instanceof LogEntry.Validation validation) {
                before = validation.step() == 0 ? validation.metrics() : before;
                validated = validation.epoch() == bestEpoch ? validation.metrics() : validated;
            }
        }
        StringBuilder html = new StringBuilder(sentence("Target, on validation", TARGET, before, validated));
        for (RetentionSuite suite : RetentionSuite.values()) {
            html.append(sentence("Guard", "guard." + suite.metric(), before, after));
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
        String kept = what.equals("Guard") && from.getAsDouble() > 0
                ? ", %s of it left".formatted(TradeOffWords.percent(to.getAsDouble() / from.getAsDouble()))
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
