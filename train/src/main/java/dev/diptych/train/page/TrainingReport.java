package dev.diptych.train.page;

import dev.diptych.evaluate.page.ExampleRetrievals;
import dev.diptych.report.LogEntry;
import dev.diptych.report.MetricComparison;
import dev.diptych.report.Metrics;
import dev.diptych.report.html.Baseline;
import dev.diptych.report.html.Origin;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Content of the report of a training run.
///
/// @param title heading, such as the name of the run
/// @param origin provenance of the run
/// @param recipe the resolved recipe, as YAML
/// @param log entries of the log
/// @param metrics final metrics
/// @param target name of the validation metric that selected the best epoch
/// @param changes the best model compared with the starting model on the same queries, by metric;
///     none if the starting model was not evaluated
/// @param earlier metrics of an earlier run to compare with; null for none
/// @param examples the best and worst retrievals
public record TrainingReport(
        String title,
        Origin origin,
        String recipe,
        List<LogEntry> log,
        Metrics metrics,
        String target,
        Map<String, MetricComparison> changes,
        @Nullable Baseline earlier,
        ExampleRetrievals examples) {

    public TrainingReport {
        log = List.copyOf(log);
        changes = Map.copyOf(changes);
    }
}
