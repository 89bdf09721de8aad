package dev.diptych.evaluate.retrieval;

/// Scores of single pairs, say by a matching head that reads both sides together; higher is more alike.
@FunctionalInterface
public interface PairScorer {

    /// The score of each pair (`images[p]`, `texts[p]`), both rows of the [Embeddings]; as many scores as pairs.
    ///
    /// All calls come from the thread that evaluates.
    float[] score(int[] images, int[] texts);
}
