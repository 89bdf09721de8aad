package dev.diptych.index;

import java.nio.file.Path;

/// The model whose embeddings an index holds.
///
/// @param location directory of the model, absolute; or a name on the hub, such as `openai/clip-vit-base-patch32`
/// @param digest SHA-256 of the model, in hexadecimal: embeddings of models with different digests are not compared
public record ModelReference(String location, String digest) {

    /// The model in a directory.
    public static ModelReference of(Path directory, String digest) {
        return new ModelReference(directory.toAbsolutePath().normalize().toString(), digest);
    }

    @Override
    public String toString() {
        return location + " (" + digest.substring(0, Math.min(12, digest.length())) + ")";
    }
}
