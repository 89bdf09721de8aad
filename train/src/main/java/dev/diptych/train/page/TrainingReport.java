package dev.diptych.train.page;

import dev.diptych.evaluate.page.ExampleRetrievals;
import dev.diptych.report.LogEntry;
import dev.diptych.report.Metrics;
import dev.diptych.report.html.Baseline;
import dev.diptych.report.html.Origin;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What the report of a training run tells.
///
/// @param title its heading, say the run's name
/// @param origin of the run
/// @param recipe the resolved recipe, as YAML
/// @param log what was logged
/// @param metrics the figures at its end
/// @param earlier the figures of an earlier run to compare with; null for none
/// @param examples retrievals that went well, and some that went ill
public record TrainingReport(
        String title,
        Origin origin,
        String recipe,
        List<LogEntry> log,
        Metrics metrics,
        @Nullable Baseline earlier,
        ExampleRetrievals examples) {

    public TrainingReport {
        log = List.copyOf(log);
    }
}
