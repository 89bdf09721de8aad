package dev.diptych;

import dev.diptych.index.embeddings.EmbeddingKind;
import dev.diptych.index.embeddings.EmbeddingLayout;
import dev.diptych.index.embeddings.VectorPrecision;
import java.util.EnumSet;
import java.util.OptionalInt;
import java.util.Set;

/// How the embeddings of a data set are computed and stored.
///
/// @param kinds images, captions or both
/// @param precision of the stored vectors, whatever the model computes in
/// @param dimensions number of leading components to keep, after which the vector is normalised
///     again; empty for all. Only models that were trained for it (Kusupati et al., 2022) keep their
///     accuracy
/// @param layout files to write
/// @param batch number of images or captions encoded at a time; vectors of other batches may differ
///     in the last bits
/// @param partItems number of images or captions per file, rounded to whole batches; 0 for a number
///     that keeps files below 32 MiB. An interrupted process loses at most one part
/// @param unreadableShare share of the images, 0 to 1, that may be unreadable
public record EmbeddingOptions(
        Set<EmbeddingKind> kinds,
        VectorPrecision precision,
        OptionalInt dimensions,
        EmbeddingLayout layout,
        int batch,
        int partItems,
        double unreadableShare) {

    private static final int BATCH = 64;
    private static final double UNREADABLE = 0.05;
    private static final int MOST_ITEMS = 16_384;
    private static final int PART_BYTES = 32 << 20;

    /// @throws IllegalArgumentException if a number is out of range, or there is no kind
    public EmbeddingOptions {
        if (kinds.isEmpty()
                || batch < 1
                || partItems < 0
                || dimensions.isPresent() && dimensions.getAsInt() < 1
                || !(unreadableShare >= 0 && unreadableShare <= 1)) {
            throw new IllegalArgumentException("kinds %s, batch %d, part %d, dimensions %s, unreadable share %s"
                    .formatted(kinds, batch, partItems, dimensions, unreadableShare));
        }
        kinds = Set.copyOf(kinds);
    }

    /// Images and captions, whole float32 vectors in batches of 64, Parquet files, 5 % unreadable
    /// images.
    public static EmbeddingOptions defaults() {
        return new EmbeddingOptions(
                EnumSet.allOf(EmbeddingKind.class),
                VectorPrecision.FLOAT,
                OptionalInt.empty(),
                EmbeddingLayout.PARQUET,
                BATCH,
                0,
                UNREADABLE);
    }

    /// Returns these options with other kinds.
    public EmbeddingOptions withKinds(Set<EmbeddingKind> others) {
        return new EmbeddingOptions(others, precision, dimensions, layout, batch, partItems, unreadableShare);
    }

    /// Returns these options with another precision.
    public EmbeddingOptions withPrecision(VectorPrecision other) {
        return new EmbeddingOptions(kinds, other, dimensions, layout, batch, partItems, unreadableShare);
    }

    // A multiple of the batch.
    int itemsPerPart(int width) {
        int items = partItems > 0 ? partItems : Math.min(MOST_ITEMS, PART_BYTES / (Float.BYTES * width));
        return Math.max(1, items / batch) * batch;
    }
}
