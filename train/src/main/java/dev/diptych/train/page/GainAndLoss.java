package dev.diptych.train.page;

import dev.diptych.evaluate.RetentionSuite;
import dev.diptych.evaluate.page.TradeOffWords;
import dev.diptych.report.LogEntry;
import dev.diptych.report.MetricComparison;
import dev.diptych.report.Metrics;
import dev.diptych.report.html.Html;
import dev.diptych.report.html.MetricDescription;
import dev.diptych.report.html.NumberText;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/// Sentences about the gain and loss of a run.
final class GainAndLoss {

    private GainAndLoss() {}

    /// A sentence about the target and one about the retention metric; empty if the starting model
    /// was not evaluated.
    static String toHtml(TrainingReport report) {
        List<LogEntry> log = report.log();
        Metrics after = report.metrics(); // of the best model
        double bestEpoch = after.get("train.best_epoch").orElse(Double.NaN);
        Metrics before = Metrics.none();
        Metrics validated = Metrics.none(); // the best model on the same data as the starting model
        for (LogEntry entry : log) {
            if (entry instanceof LogEntry.Validation validation) {
                before = validation.step() == 0 ? validation.metrics() : before;
                validated = validation.epoch() == bestEpoch ? validation.metrics() : validated;
            }
        }
        Map<String, MetricComparison> changes = report.changes();
        StringBuilder html =
                new StringBuilder(sentence("Target, on validation", report.target(), before, validated, changes));
        for (RetentionSuite suite : RetentionSuite.values()) {
            html.append(sentence("Retention check", "guard." + suite.metric(), before, after, changes));
        }
        return html.toString();
    }

    private static String sentence(
            String what, String name, Metrics before, Metrics after, Map<String, MetricComparison> changes) {
        OptionalDouble from = before.get(name);
        OptionalDouble to = after.get(name);
        if (from.isEmpty() || to.isEmpty()) {
            return "";
        }
        MetricDescription measure = MetricDescription.of(name);
        String kept = what.equals("Retention check") && from.getAsDouble() > 0
                ? ", %s retained".formatted(TradeOffWords.percent(to.getAsDouble() / from.getAsDouble()))
                : "";
        MetricComparison change = changes.get(name);
        String sentence = "%s: %s from %s to %s%s%s."
                .formatted(
                        what,
                        TradeOffWords.lowerFirst(measure.label()),
                        TradeOffWords.with(from.getAsDouble(), measure),
                        TradeOffWords.with(to.getAsDouble(), measure),
                        kept,
                        change == null ? "" : certainty(change));
        return "<p class=\"summary\">%s</p>\n".formatted(Html.escape(sentence));
    }

    private static String certainty(MetricComparison change) {
        return Double.isNaN(change.difference())
                ? ""
                : ", %s (difference %s, 95 %% confidence interval %s to %s)"
                        .formatted(
                                change.verdict().text(),
                                NumberText.of(change.difference()),
                                NumberText.of(change.low()),
                                NumberText.of(change.high()));
    }
}
