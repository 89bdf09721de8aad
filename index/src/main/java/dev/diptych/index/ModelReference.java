package dev.diptych.index;

import dev.diptych.base.InvalidInputException;
import java.nio.file.Path;

/// The model that computed embeddings.
///
/// @param path directory of the model; or its name on the Hub, such as
///     `openai/clip-vit-base-patch32`
/// @param digest SHA-256, in hexadecimal, of the files that determine its embeddings
/// @param stamp changes whenever one of these files does, so that an equal stamp saves computing
///     the digest; empty if unknown
public record ModelReference(String path, String digest, String stamp) {

    private static final int SHOWN = 12;

    /// A reference without a stamp.
    public ModelReference(String path, String digest) {
        this(path, digest, "");
    }

    /// Whether files with a stamp are those of this model for certain, so that their digest need
    /// not be computed.
    public boolean hasStamp(String other) {
        return !stamp.isEmpty() && stamp.equals(other);
    }

    /// Checks that `other` computes the same embeddings.
    ///
    /// @param where what contains the embeddings of this model, for the message
    /// @throws InvalidInputException if the digests differ; names both models
    public void requireSame(ModelReference other, String where) {
        if (!digest.equals(other.digest)) {
            throw new InvalidInputException(
                    "%s contains embeddings of the model %s, not of %s; use that model, or embed the data again"
                            .formatted(where, description(), other.description()));
        }
    }

    /// The model in a directory.
    public static ModelReference of(Path directory, String digest) {
        return new ModelReference(directory.toAbsolutePath().normalize().toString(), digest);
    }

    /// Path and start of the digest, for messages.
    public String description() {
        return path + " (digest " + digest.substring(0, Math.min(SHOWN, digest.length())) + ")";
    }
}
