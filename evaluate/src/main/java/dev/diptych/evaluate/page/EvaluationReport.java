package dev.diptych.evaluate.page;

import dev.diptych.base.internal.AtomicFile;
import dev.diptych.data.SkippedImages;
import dev.diptych.evaluate.retrieval.RetrievalRanks;
import dev.diptych.image.RgbImage;
import dev.diptych.report.Metrics;
import dev.diptych.report.html.Baseline;
import dev.diptych.report.html.Origin;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What the report of an evaluation tells.
///
/// @param title its heading
/// @param summary sentences below it: what was measured on what
/// @param origin of the figures
/// @param metrics the figures
/// @param earlier those of an earlier evaluation to compare with; null for none
/// @param ranks of the true partners; null where retrieval was not measured
/// @param examples retrievals that went well, and some that went ill
/// @param differing pairs of which people and the model think most differently
/// @param skipped images that could not be read
public record EvaluationReport(
        String title,
        List<String> summary,
        Origin origin,
        Metrics metrics,
        @Nullable Baseline earlier,
        @Nullable RetrievalRanks ranks,
        ExampleRetrievals examples,
        List<Differing> differing,
        List<SkippedImages.Skipped> skipped) {

    public EvaluationReport {
        summary = List.copyOf(summary);
        differing = List.copyOf(differing);
        skipped = List.copyOf(skipped);
    }

    /// A pair of which people and the model think differently.
    ///
    /// @param image null when it has become unreadable
    /// @param judgement the mean of people's scores
    /// @param judgedAbove share of all pairs (0 to 1) that people rate below it
    /// @param modelAbove the same of the model
    public record Differing(
            @Nullable RgbImage image,
            String name,
            String caption,
            double judgement,
            double judgedAbove,
            double modelAbove) {}

    /// Writes the report to `file`, as a whole or not at all: one file that asks nothing of a network or a script.
    ///
    /// @throws UncheckedIOException if it cannot be written
    public void write(Path file) {
        AtomicFile.write(file, EvaluationHtml.toHtml(this));
    }
}
