package dev.diptych.index.embeddings;

import dev.diptych.base.InvalidInputException;
import dev.diptych.index.internal.numpy.Halves;
import dev.diptych.index.internal.parquet.MemoryFile;
import dev.diptych.index.internal.parquet.ParquetBatches;
import dev.hardwood.reader.ColumnReader;
import dev.hardwood.schema.ColumnProjection;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Reads the rows of one part.
final class PartReader implements EmbeddingRows {

    private static final String ELEMENT = ".list.element";

    private final EmbeddingManifest manifest;
    private final ParquetBatches batches;
    private int row;
    private int rows;
    private long[] ids = {};
    private String[] names = {};
    private Vectors vectors = _ -> new float[0];
    private Texts captions = new Texts(new String[0], new int[0]);
    private Map<String, String[]> metadata = Map.of();

    @FunctionalInterface
    private interface Vectors {
        float[] of(int row);
    }

    /// Strings of several rows.
    ///
    /// @param offsets `[rows + 1]` where the strings of a row begin
    @SuppressWarnings("ArrayRecordComponent") // of the reader
    private record Texts(String[] values, int[] offsets) {
        List<String> of(int row) {
            return List.of(Arrays.copyOfRange(values, offsets[row], offsets[row + 1]));
        }
    }

    PartReader(Path file, MemoryFile bytes, EmbeddingManifest manifest) {
        this.manifest = manifest;
        this.batches = new ParquetBatches(file, bytes, reader -> {
            String width = reader.getFileMetaData().keyValueMetadata().get(PartSchema.WIDTH_KEY);
            if (!Integer.toString(manifest.width()).equals(width)) {
                throw new InvalidInputException(
                        "%s: contains vectors of width %s, but the manifest says %d; embed the data again"
                                .formatted(file, width, manifest.width()));
            }
            return ColumnProjection.all();
        });
    }

    @Override
    public @Nullable EmbeddingRow next() {
        if (row == rows) {
            rows = batches.next();
            row = 0;
            if (rows == 0) {
                return null;
            }
            try {
                load();
            } catch (RuntimeException e) { // columns of other types
                throw batches.damaged(e);
            }
        }
        Map<String, String> values = HashMap.newHashMap(metadata.size());
        metadata.forEach((column, all) -> {
            if (all[row] != null) {
                values.put(column, all[row]);
            }
        });
        EmbeddingRow next = new EmbeddingRow(ids[row], names[row], vectors.of(row), captions.of(row), values);
        row++;
        return next;
    }

    private void load() {
        ids = batches.column(PartSchema.ID).getLongs();
        names = batches.column(PartSchema.NAME).getStrings();
        ColumnReader texts = batches.column(PartSchema.CAPTIONS + ELEMENT);
        captions = new Texts(texts.getStrings(), texts.getLayerOffsets(0));
        vectors = vectors();
        metadata = HashMap.newHashMap(manifest.metadata().size());
        manifest.metadata()
                .forEach(column -> metadata.put(column, batches.column(column).getStrings()));
    }

    private Vectors vectors() {
        int width = manifest.width();
        return switch (manifest.precision()) {
            case FLOAT -> {
                float[] values = batches.column(PartSchema.VECTOR + ELEMENT).getFloats();
                yield row -> Arrays.copyOfRange(values, row * width, (row + 1) * width);
            }
            case HALF -> {
                ByteBuffer bytes = ByteBuffer.wrap(
                                batches.column(PartSchema.VECTOR).getBinaryValues())
                        .order(ByteOrder.LITTLE_ENDIAN);
                yield row -> Halves.decode(bytes, Halves.BYTES * width * row, width);
            }
        };
    }

    @Override
    public void close() {
        batches.close();
    }
}
