package dev.diptych.index.embeddings;

import dev.diptych.base.InvalidInputException;

/// The model that computed embeddings.
///
/// @param path where it was, as given by the user: a directory or a name on the Hub
/// @param digest SHA-256, in hexadecimal, of the files that determine its embeddings
public record ModelReference(String path, String digest) {

    private static final int SHOWN = 12;

    /// Checks that `other` computes the same embeddings.
    ///
    /// @param where what contains the embeddings of this model, for the message
    /// @throws InvalidInputException if the digests differ; names both models
    public void requireSame(ModelReference other, String where) {
        if (!digest.equals(other.digest)) {
            throw new InvalidInputException(
                    "%s contains embeddings of the model %s, not of %s; use that model or embed the data again"
                            .formatted(where, description(), other.description()));
        }
    }

    /// Path and start of the digest, for messages.
    public String description() {
        return path + " (digest " + digest.substring(0, Math.min(SHOWN, digest.length())) + ")";
    }
}
