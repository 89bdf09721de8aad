package dev.diptych.evaluate.retrieval;

/// Scores of single pairs, for example by a matching head; higher is more similar.
@FunctionalInterface
public interface PairScorer {

    /// The score of each pair (`images[p]`, `texts[p]`), both rows of the [Embeddings]; as many scores as pairs.
    ///
    /// Called only by the evaluating thread.
    float[] score(int[] images, int[] texts);
}
