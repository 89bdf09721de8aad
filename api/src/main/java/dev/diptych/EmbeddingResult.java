package dev.diptych;

import dev.diptych.index.embeddings.EmbeddingManifest;

/// The outcome of embedding a data set.
///
/// @param complete whether everything was embedded; false after a cancellation, when the same call
///     resumes
/// @param manifest what the directory contains
public record EmbeddingResult(boolean complete, EmbeddingManifest manifest) {}
