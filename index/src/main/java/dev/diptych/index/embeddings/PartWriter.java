package dev.diptych.index.embeddings;

import dev.diptych.index.ModelReference;
import dev.diptych.index.internal.numpy.Halves;
import dev.diptych.index.internal.parquet.ParquetTable;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.parquet.column.ColumnWriter;
import org.apache.parquet.io.api.Binary;

/// Writes the rows of a part as Parquet; equal rows give equal bytes.
///
/// @param manifest of the directory
record PartWriter(EmbeddingManifest manifest, EmbeddingKind kind) {

    private static final int ROW_GROUP = 8192;

    void write(List<EmbeddingRow> rows, OutputStream out) throws IOException {
        try (var table = new ParquetTable(
                out, PartSchema.of(manifest), column -> column.getPath()[0].equals(PartSchema.VECTOR))) {
            for (int i = 0; i < rows.size(); i++) {
                add(rows.get(i), table);
                if ((i + 1) % ROW_GROUP == 0) {
                    table.endRowGroup();
                }
            }
            table.finish(metadata());
        }
    }

    private void add(EmbeddingRow row, ParquetTable table) {
        table.column(0).write(row.id(), 0, 0);
        table.column(1).write(Binary.fromString(row.name()), 0, 0);
        ColumnWriter vector = table.column(2);
        switch (manifest.precision()) {
            case FLOAT -> {
                float[] values = row.vector();
                for (int i = 0; i < values.length; i++) {
                    vector.write(values[i], i == 0 ? 0 : 1, 1);
                }
            }
            case HALF -> vector.write(Binary.fromConstantByteArray(Halves.encode(row.vector())), 0, 0);
        }
        ColumnWriter captions = table.column(3);
        if (row.captions().isEmpty()) {
            captions.writeNull(0, 0);
        }
        for (int i = 0; i < row.captions().size(); i++) {
            captions.write(Binary.fromString(row.captions().get(i)), i == 0 ? 0 : 1, 1);
        }
        for (int i = 0; i < manifest.metadata().size(); i++) {
            table.writeString(4 + i, row.metadata().get(manifest.metadata().get(i)));
        }
        table.endRow();
    }

    private Map<String, String> metadata() {
        Map<String, String> metadata = new TreeMap<>();
        metadata.put(PartSchema.WIDTH_KEY, Integer.toString(manifest.width()));
        metadata.put(PartSchema.PRECISION_KEY, manifest.precision().text());
        metadata.put(PartSchema.NORMALISED_KEY, Boolean.toString(manifest.normalised()));
        metadata.put(PartSchema.KIND_KEY, kind.text());
        ModelReference model = manifest.model();
        if (model != null) {
            metadata.put(PartSchema.MODEL_KEY, model.digest());
        }
        return metadata;
    }
}
