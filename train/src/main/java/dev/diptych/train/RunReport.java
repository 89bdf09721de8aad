package dev.diptych.train;

import dev.diptych.evaluate.page.ExampleRetrievals;
import dev.diptych.report.LogEntry;
import dev.diptych.report.Metrics;
import dev.diptych.report.MetricsLog;
import dev.diptych.report.RunDirectory;
import dev.diptych.report.html.Baseline;
import dev.diptych.report.html.Origin;
import dev.diptych.train.page.TrainingPage;
import dev.diptych.train.page.TrainingReport;
import dev.diptych.train.recipe.RecipeWriter;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Writes `report.html` of a finished run.
public final class RunReport {

    private RunReport() {}

    /// @param command the call that made the run
    /// @param versions of what it ran on, by name
    /// @param earlier the figures of another run to show beside its own; null for the starting model's,
    ///     where there was a guard
    public static void write(
            RunDirectory directory,
            TrainingResult result,
            String command,
            Map<String, String> versions,
            @Nullable Baseline earlier) {
        String name =
                directory.path().toAbsolutePath().normalize().getFileName().toString();
        TrainingPage.write(
                directory.report(),
                new TrainingReport(
                        name,
                        new Origin(
                                command,
                                versions,
                                Long.toString(result.recipe().seed()),
                                result.data().digests()),
                        RecipeWriter.write(result.recipe()),
                        MetricsLog.read(directory.metricsLog()),
                        result.metrics(),
                        earlier == null ? start(directory, result) : earlier,
                        ExampleRetrievals.of(result.evaluation())));
    }

    // Of the target only where it was measured on the same data as the end.
    private static @Nullable Baseline start(RunDirectory directory, TrainingResult result) {
        boolean sameData = result.data().held() == result.data().validation();
        for (LogEntry entry : MetricsLog.read(directory.metricsLog())) {
            if (entry instanceof LogEntry.Validation validation && validation.step() == 0) {
                Metrics known = Metrics.none();
                for (var figure : validation.metrics().values().entrySet()) {
                    if (sameData || figure.getKey().startsWith("guard.")) {
                        known = known.with(figure.getKey(), figure.getValue());
                    }
                }
                return new Baseline(
                        "the starting model",
                        known,
                        true,
                        List.of("the weights: of the start before, of the best epoch now"));
            }
        }
        return null;
    }
}
