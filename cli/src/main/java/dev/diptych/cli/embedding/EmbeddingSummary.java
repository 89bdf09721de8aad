package dev.diptych.cli.embedding;

import dev.diptych.index.ModelReference;
import dev.diptych.index.embeddings.EmbeddingKind;
import dev.diptych.index.embeddings.EmbeddingManifest;
import dev.diptych.index.embeddings.EmbeddingSet;
import dev.diptych.index.embeddings.UnreadableItem;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The document of `diptych embed --json`.
///
/// @param images number of image vectors; null if none were asked for
/// @param captions number of caption vectors; null if none were asked for
/// @param unreadable images without a vector
public record EmbeddingSummary(
        String out,
        String model,
        String modelDigest,
        int width,
        String precision,
        @Nullable Long images,
        @Nullable Long captions,
        List<UnreadableItem> unreadable) {

    public static EmbeddingSummary of(EmbeddingManifest manifest, Path out) {
        ModelReference model = Objects.requireNonNull(manifest.model());
        EmbeddingSet images = manifest.sets().get(EmbeddingKind.IMAGES);
        EmbeddingSet captions = manifest.sets().get(EmbeddingKind.CAPTIONS);
        return new EmbeddingSummary(
                out.toString(),
                model.path(),
                model.digest(),
                manifest.width(),
                manifest.precision().text(),
                images == null ? null : images.rows(),
                captions == null ? null : captions.rows(),
                images == null ? List.of() : images.unreadable());
    }

    /// Prints the summary as text.
    public void print(PrintWriter out) {
        if (images != null) {
            out.println(String.format(Locale.ROOT, "%,d images, %,d could not be read", images, unreadable.size()));
        }
        if (captions != null) {
            out.println(String.format(Locale.ROOT, "%,d captions", captions));
        }
        out.println(String.format(Locale.ROOT, "width %d, %s, model digest %.12s", width, precision, modelDigest));
        out.println(this.out);
        out.flush();
    }
}
