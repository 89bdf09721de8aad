package dev.diptych.index.embeddings;

import java.util.Locale;

/// What the vectors of a set embed.
public enum EmbeddingKind {
    /// One row per image, with all its captions.
    IMAGES,
    /// One row per caption, with the name of its image.
    CAPTIONS;

    /// The name in the manifest, which is also that of the folder with the parts.
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
