package dev.diptych.evaluate.detail;

import dev.diptych.base.RandomKey;
import dev.diptych.evaluate.retrieval.Embeddings;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Details of an evaluation on pairs for its report.
///
/// @param recall recall by the number of results; null if it was not computed
/// @param similarities distribution of similarities; null if they were not computed
/// @param captions captions that were retrieved for random images
/// @param reliability reliability of the fitted calibration; null without one
public record EvaluationDetails(
        @Nullable RecallByResults recall,
        @Nullable SimilarityHistogram similarities,
        List<CaptionRetrieval> captions,
        @Nullable Reliability reliability) {

    public EvaluationDetails {
        captions = List.copyOf(captions);
    }

    /// No details.
    public static EvaluationDetails none() {
        return new EvaluationDetails(null, null, List.of(), null);
    }

    /// The details of these embeddings, without the recall by the number of results.
    public static EvaluationDetails of(Embeddings embeddings, @Nullable Reliability reliability, RandomKey key) {
        return new EvaluationDetails(
                null, SimilarityHistogram.of(embeddings), CaptionRetrieval.random(embeddings, key), reliability);
    }

    /// These details with the recall by the number of results.
    public EvaluationDetails with(RecallByResults curves) {
        return new EvaluationDetails(curves, similarities, captions, reliability);
    }
}
