package dev.diptych.report;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What the report of a training run tells.
///
/// @param title its heading, say the run's name
/// @param command the exact call that made the run
/// @param seed of all randomness in it
/// @param versions name and version of what it ran on, in the order they are shown
/// @param dataDigest a checksum of the data that it was trained and judged on
/// @param recipe the resolved recipe, as YAML
/// @param log what was logged
/// @param metrics the figures at its end
/// @param previous the figures of an earlier run to compare with; null for none
/// @param best retrievals that went well
/// @param worst retrievals that went ill
public record TrainingReport(
        String title,
        String command,
        long seed,
        Map<String, String> versions,
        String dataDigest,
        String recipe,
        List<LogEntry> log,
        Metrics metrics,
        @Nullable Metrics previous,
        List<ExampleRetrieval> best,
        List<ExampleRetrieval> worst) {

    public TrainingReport {
        versions = Collections.unmodifiableMap(new LinkedHashMap<>(versions));
        log = List.copyOf(log);
        best = List.copyOf(best);
        worst = List.copyOf(worst);
    }
}
