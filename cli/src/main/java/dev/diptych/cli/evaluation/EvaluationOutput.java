package dev.diptych.cli.evaluation;

import dev.diptych.base.InvalidInputException;
import dev.diptych.data.ImageItem;
import dev.diptych.evaluate.Disagreement;
import dev.diptych.evaluate.Evaluation;
import dev.diptych.evaluate.detail.EvaluationDetails;
import dev.diptych.evaluate.page.EvaluationFile;
import dev.diptych.evaluate.page.EvaluationReport;
import dev.diptych.evaluate.page.ExampleRetrievals;
import dev.diptych.image.RgbImage;
import dev.diptych.image.UnreadableImageException;
import dev.diptych.report.TensorBoardEvents;
import dev.diptych.report.html.Baseline;
import dev.diptych.report.html.Origin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Output directory of an evaluation and the baseline it is compared with.
public final class EvaluationOutput {

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description =
                    "Write report.html, evaluation.json (the metrics) and TensorBoard events to this directory. An"
                            + " existing evaluation in DIR is shown for comparison, then overwritten.")
    private @Nullable Path directory;

    @Option(
            names = "--compare",
            paramLabel = "EARLIER",
            description = "Compare with these metrics in the report: an evaluation.json, the metrics.json of a run, or"
                    + " the directory of one.")
    private @Nullable Path compared;

    private @Nullable EvaluationFile earlier;

    /// Creates the directory and reads the baseline, before anything is evaluated.
    ///
    /// @throws InvalidInputException if either fails
    public void prepare() throws IOException {
        if (directory == null) {
            if (compared != null) {
                throw new InvalidInputException("--compare requires --out");
            }
            return;
        }
        if (compared != null) {
            earlier = EvaluationFile.read(compared);
        }
        if (earlier == null && Files.exists(directory.resolve(EvaluationFile.NAME))) {
            earlier = EvaluationFile.read(directory);
        }
        ReportDirectory.prepare(directory, EvaluationFile.NAME);
    }

    /// @param origin provenance of the metrics
    /// @return the report; null if none was requested
    @Nullable
    public Path write(EvaluationResults results, EvaluationData read, String model, Origin origin) throws IOException {
        if (directory == null) {
            return null;
        }
        Evaluation pairs = results.ofPairs();
        Baseline baseline = earlier == null ? null : earlier.asBaseline(model, origin.dataDigests(), results.queries());
        Path report = directory.resolve(ReportDirectory.REPORT);
        new EvaluationReport(
                        "Evaluation of " + shortName(model),
                        results.notes(),
                        origin,
                        results.metrics(),
                        baseline,
                        pairs == null ? ExampleRetrievals.none() : ExampleRetrievals.of(pairs),
                        differing(results.disagreements(), read),
                        results.skipped())
                .with(
                        pairs == null ? EvaluationDetails.none() : pairs.details(),
                        results.ofClasses() == null ? null : results.ofClasses().classes())
                .write(report);
        long earlierEvents;
        try (Stream<Path> files = Files.list(directory)) {
            earlierEvents = files.filter(file -> file.getFileName().toString().startsWith("events.out.tfevents."))
                    .count();
        }
        try (TensorBoardEvents events = TensorBoardEvents.create(directory)) {
            events.append(earlierEvents, "evaluation", results.metrics());
        }
        EvaluationFile.write(
                directory.resolve(EvaluationFile.NAME),
                EvaluationJson.document(results),
                model,
                origin,
                results.queries());
        return report;
    }

    // The model of a run is named after the run.
    private static String shortName(String model) {
        Path path = Path.of(model).toAbsolutePath().normalize();
        Path run = path.endsWith("model") ? path.getParent() : path;
        return run == null || run.getFileName() == null
                ? model
                : run.getFileName().toString();
    }

    private static List<EvaluationReport.Differing> differing(List<Disagreement> disagreements, EvaluationData read) {
        Map<String, ImageItem> images = new HashMap<>();
        if (read.judged() != null) {
            read.judged().pairs().images().forEach(item -> images.put(item.name(), item));
        }
        return disagreements.stream()
                .map(each -> new EvaluationReport.Differing(
                        picture(images.get(each.image())),
                        each.image(),
                        each.caption(),
                        each.judgement(),
                        each.judgedAbove(),
                        each.modelAbove()))
                .toList();
    }

    private static @Nullable RgbImage picture(@Nullable ImageItem item) {
        try {
            return item == null ? null : item.source().read();
        } catch (UnreadableImageException gone) {
            return null;
        }
    }
}
