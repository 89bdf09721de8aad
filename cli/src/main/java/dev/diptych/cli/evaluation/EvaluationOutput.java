package dev.diptych.cli.evaluation;

import dev.diptych.base.InvalidInputException;
import dev.diptych.data.ImageItem;
import dev.diptych.evaluate.Disagreement;
import dev.diptych.evaluate.Evaluation;
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

/// Where an evaluation is written, and what it is compared with.
public final class EvaluationOutput {

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description =
                    "Write report.html (to look at), evaluation.json (the figures) and TensorBoard events there. An"
                            + " evaluation that DIR holds already stands beside this one, which takes its place.")
    private @Nullable Path directory;

    @Option(
            names = "--compare",
            paramLabel = "EARLIER",
            description =
                    "Let the report show these figures beside its own: an evaluation.json, a run's metrics.json, or"
                            + " the directory of one.")
    private @Nullable Path compared;

    private @Nullable EvaluationFile earlier;

    /// Makes the directory and reads what is to be compared with, before anything is measured.
    ///
    /// @throws InvalidInputException when one of them cannot be
    public void prepare() throws IOException {
        if (directory == null) {
            if (compared != null) {
                throw new InvalidInputException("--compare is for the report of --out; give --out too or leave it out");
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

    /// @param data as it was given
    /// @param origin of the figures
    /// @return the report; null where none was asked for
    @Nullable
    public Path write(EvaluationResults results, EvaluationData read, String model, String data, Origin origin)
            throws IOException {
        if (directory == null) {
            return null;
        }
        Evaluation pairs = results.ofPairs();
        Baseline beside = earlier == null ? null : earlier.beside(model, origin.dataDigests());
        Path report = directory.resolve(ReportDirectory.REPORT);
        new EvaluationReport(
                        "Evaluation of " + shortName(model),
                        List.of("%s, measured on %s".formatted(model, data)),
                        origin,
                        results.metrics(),
                        beside,
                        pairs == null ? null : pairs.ranks(),
                        pairs == null ? ExampleRetrievals.none() : ExampleRetrievals.of(pairs),
                        differing(results.disagreements(), read),
                        results.skipped())
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
                EvaluationJson.document(results.metrics(), results.disagreements()),
                model,
                origin);
        return report;
    }

    // A run's model is called as its run is.
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
