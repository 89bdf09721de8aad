package dev.diptych.evaluate;

import dev.diptych.evaluate.retrieval.Embeddings;
import java.util.Map;

/// Metrics that a caller adds to an evaluation, computed from its embeddings.
@FunctionalInterface
public interface EmbeddingMetrics {

    /// No further metrics.
    EmbeddingMetrics NONE = _ -> Map.of();

    /// Called within a [dev.diptych.torch.TensorScope] and without gradients.
    ///
    /// @return values by the names of their metrics, in order
    Map<String, Double> of(Embeddings embeddings);
}
