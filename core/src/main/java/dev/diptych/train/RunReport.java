package dev.diptych.train;

import dev.diptych.recipe.RecipeWriter;
import dev.diptych.report.Earlier;
import dev.diptych.report.ExampleRetrievals;
import dev.diptych.report.HtmlReport;
import dev.diptych.report.MetricsLog;
import dev.diptych.report.Origin;
import dev.diptych.report.RunDirectory;
import dev.diptych.report.TrainingReport;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Writes `report.html` of a finished run.
public final class RunReport {

    private RunReport() {}

    /// @param command the call that made the run
    /// @param versions of what it ran on, by name
    /// @param earlier the figures of another run to show beside its own; null for none
    public static void write(
            RunDirectory directory,
            TrainingResult result,
            String command,
            Map<String, String> versions,
            @Nullable Earlier earlier) {
        String name =
                directory.path().toAbsolutePath().normalize().getFileName().toString();
        HtmlReport.write(
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
                        earlier,
                        ExampleRetrievals.of(result.evaluation())));
    }
}
