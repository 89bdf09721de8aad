package dev.diptych.evaluate.detail;

import dev.diptych.base.RandomKey;
import dev.diptych.evaluate.retrieval.Embeddings;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Details of an evaluation on pairs for its report.
///
/// @param similarities distribution of similarities; null if they were not computed
/// @param captions captions that were retrieved for random images
/// @param reliability reliability of the fitted calibration; null without one
public record EvaluationDetails(
        @Nullable SimilarityHistogram similarities,
        List<CaptionRetrieval> captions,
        @Nullable Reliability reliability) {

    public EvaluationDetails {
        captions = List.copyOf(captions);
    }

    /// No details.
    public static EvaluationDetails none() {
        return new EvaluationDetails(null, List.of(), null);
    }

    /// The details of these embeddings.
    public static EvaluationDetails of(Embeddings embeddings, @Nullable Reliability reliability, RandomKey key) {
        return new EvaluationDetails(
                SimilarityHistogram.of(embeddings), CaptionRetrieval.random(embeddings, key), reliability);
    }
}
