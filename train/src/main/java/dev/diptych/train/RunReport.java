package dev.diptych.train;

import dev.diptych.evaluate.comparison.QueryResults;
import dev.diptych.evaluate.comparison.QueryResultsFile;
import dev.diptych.evaluate.page.ExampleRetrievals;
import dev.diptych.report.LogEntry;
import dev.diptych.report.MetricComparison;
import dev.diptych.report.Metrics;
import dev.diptych.report.MetricsLog;
import dev.diptych.report.RunDirectory;
import dev.diptych.report.html.Baseline;
import dev.diptych.report.html.Origin;
import dev.diptych.train.page.TrainingPage;
import dev.diptych.train.page.TrainingReport;
import dev.diptych.train.recipe.RecipeWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Writes `report.html` of a finished run.
public final class RunReport {

    private RunReport() {}

    /// @param command the command line of the run
    /// @param versions versions of the software, by name
    /// @param earlier metrics of another run to compare with; null to compare with the starting model, if there is
    ///     a
    ///     retention check
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
                                result.data().digests(),
                                RunFacts.of(
                                        result.recipe(),
                                        result.data(),
                                        result.metrics()
                                                .get("train.samples_per_second")
                                                .orElse(Double.NaN))),
                        RecipeWriter.write(result.recipe()),
                        MetricsLog.read(directory.metricsLog()),
                        result.metrics(),
                        result.recipe().validation().metric().name(),
                        changes(directory, result),
                        earlier == null ? start(directory, result) : earlier,
                        ExampleRetrievals.of(result.evaluation())));
    }

    /// The best model compared with the starting model: the target on validation data, and the
    /// retention check.
    private static Map<String, MetricComparison> changes(RunDirectory directory, TrainingResult result) {
        QueryResults start = QueryResultsFile.readIfPresent(directory.startQueries());
        QueryResults best = QueryResultsFile.readIfPresent(directory.bestQueries());
        return best.plus(result.queries().only("guard")).comparedWith(start);
    }

    // The target is only included if it was evaluated on the same data as the final metrics.
    private static @Nullable Baseline start(RunDirectory directory, TrainingResult result) {
        boolean sameData = result.data().test() == result.data().validation();
        for (LogEntry entry : MetricsLog.read(directory.metricsLog())) {
            if (entry instanceof LogEntry.Validation validation && validation.step() == 0) {
                Metrics known = Metrics.none();
                for (var figure : validation.metrics().values().entrySet()) {
                    if (sameData || figure.getKey().startsWith("guard.")) {
                        known = known.with(figure.getKey(), figure.getValue());
                    }
                }
                Map<String, MetricComparison> comparisons = new LinkedHashMap<>(
                        result.queries().comparedWith(QueryResultsFile.readIfPresent(directory.startQueries())));
                comparisons.keySet().retainAll(known.values().keySet());
                return new Baseline(
                        "the starting model",
                        known,
                        true,
                        List.of("weights: starting model before, best epoch now"),
                        comparisons);
            }
        }
        return null;
    }
}
