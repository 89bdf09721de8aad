package dev.diptych.evaluate.page;

import dev.diptych.base.internal.AtomicFile;
import dev.diptych.data.SkippedImages;
import dev.diptych.evaluate.detail.ClassTable;
import dev.diptych.evaluate.detail.EvaluationDetails;
import dev.diptych.image.RgbImage;
import dev.diptych.report.Metrics;
import dev.diptych.report.html.Baseline;
import dev.diptych.report.html.Origin;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Content of the report of an evaluation.
///
/// @param title heading
/// @param summary sentences below the heading: model and data
/// @param origin provenance of the metrics
/// @param metrics the metrics
/// @param earlier metrics to compare with; null for none
/// @param examples the best and worst retrievals
/// @param differing pairs on which human ratings and the model disagree most
/// @param skipped images that could not be read
/// @param details recall by the number of results, distribution of similarities, and reliability
/// @param classes zero-shot classification by class; null if it was not evaluated
public record EvaluationReport(
        String title,
        List<String> summary,
        Origin origin,
        Metrics metrics,
        @Nullable Baseline earlier,
        ExampleRetrievals examples,
        List<Differing> differing,
        List<SkippedImages.Skipped> skipped,
        EvaluationDetails details,
        @Nullable ClassTable classes) {

    /// A report without details and classes.
    public EvaluationReport(
            String title,
            List<String> summary,
            Origin origin,
            Metrics metrics,
            @Nullable Baseline earlier,
            ExampleRetrievals examples,
            List<Differing> differing,
            List<SkippedImages.Skipped> skipped) {
        this(title, summary, origin, metrics, earlier, examples, differing, skipped, EvaluationDetails.none(), null);
    }

    /// This report with further details.
    public EvaluationReport with(EvaluationDetails more, @Nullable ClassTable table) {
        return new EvaluationReport(
                title, summary, origin, metrics, earlier, examples, differing, skipped, more, table);
    }

    public EvaluationReport {
        summary = List.copyOf(summary);
        differing = List.copyOf(differing);
        skipped = List.copyOf(skipped);
    }

    /// A pair on which human ratings and the model disagree.
    ///
    /// @param image null if it became unreadable
    /// @param judgement mean human rating
    /// @param judgedAbove share of all pairs (0 to 1) with lower human ratings
    /// @param modelAbove share of all pairs (0 to 1) with lower cosines
    public record Differing(
            @Nullable RgbImage image,
            String name,
            String caption,
            double judgement,
            double judgedAbove,
            double modelAbove) {}

    /// Writes the report to `file` atomically: one HTML file without scripts or external resources.
    ///
    /// @throws UncheckedIOException if it cannot be written
    public void write(Path file) {
        AtomicFile.write(file, EvaluationHtml.toHtml(this));
    }
}
