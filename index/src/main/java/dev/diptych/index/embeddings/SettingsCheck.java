package dev.diptych.index.embeddings;

import dev.diptych.base.InvalidInputException;
import dev.diptych.index.ModelReference;
import java.nio.file.Path;

/// Compares an existing directory with the settings of a writer that wants to resume it.
final class SettingsCheck {

    private SettingsCheck() {}

    /// @throws InvalidInputException if they differ; names the first difference
    static void requireSame(Path directory, EmbeddingManifest manifest, EmbeddingSettings settings) {
        ModelReference model = manifest.model();
        if (model != null) {
            model.requireSame(settings.model(), directory.toString());
        }
        require(directory, "data", manifest.data(), settings.data());
        require(directory, "width", manifest.width(), settings.width());
        require(
                directory,
                "precision",
                manifest.precision().text(),
                settings.precision().text());
        require(directory, "compute precision", manifest.computed(), settings.computed());
        require(directory, "batch", manifest.batch(), settings.batch());
        require(directory, "metadata columns", manifest.metadata(), settings.metadata());
        require(directory, "normalised", manifest.normalised(), settings.normalised());
    }

    private static void require(Path directory, String what, Object contained, Object wanted) {
        if (!contained.equals(wanted)) {
            throw new InvalidInputException(
                    "%s: contains embeddings with %s %s, not %s; use the same settings or choose another --out"
                            .formatted(directory, what, contained, wanted));
        }
    }
}
