package dev.diptych.index.embeddings;

import dev.diptych.base.InvalidInputException;
import dev.diptych.index.internal.numpy.NpyFile;
import dev.diptych.index.internal.parquet.MemoryFile;
import dev.hardwood.reader.ParquetFileReader;
import dev.hardwood.reader.RowReader;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Rows of clip-retrieval's layout: of each partition, the matrix and the table beside it are read in parallel.
final class ClipRetrievalRows implements EmbeddingRows {

    private static final int BLOCK = 1024; // rows of a matrix that are read at a time
    private static final double TOLERANCE = 0.02; // of a squared norm, for rounding to half precision

    private final EmbeddingManifest manifest;
    private final EmbeddingKind kind;
    private final Iterator<ClipRetrievalReader.Partition> partitions;
    private @Nullable Open open;
    private long id;

    ClipRetrievalRows(EmbeddingManifest manifest, List<ClipRetrievalReader.Partition> partitions, EmbeddingKind kind) {
        this.manifest = manifest;
        this.kind = kind;
        this.partitions = partitions.iterator();
    }

    /// A partition that is being read.
    private final class Open {
        final NpyFile matrix;
        final FileChannel channel;
        final ParquetFileReader table;
        final RowReader rows;
        float[][] block = {};
        long first;
        long row;

        Open(NpyFile matrix, ClipRetrievalReader.Partition partition) throws IOException {
            this.matrix = matrix;
            this.table =
                    ParquetFileReader.open(MemoryFile.read(partition.metadata()).input());
            long described = table.getFileMetaData().numRows();
            if (described != matrix.rows()) {
                throw new InvalidInputException("%s: has %,d rows, but %s has %,d; write both again"
                        .formatted(partition.metadata(), described, matrix.file(), matrix.rows()));
            }
            this.rows = table.rowReader();
            this.channel = FileChannel.open(matrix.file());
        }

        EmbeddingRow next() throws IOException {
            if (row - first >= block.length) {
                first = row;
                block = matrix.rows(channel, row, (int) Math.min(BLOCK, matrix.rows() - row));
            }
            float[] vector = block[(int) (row - first)];
            requireUnit(vector);
            rows.next();
            row++;
            String path = text(ClipRetrievalReader.IMAGE_PATH);
            String caption = text(ClipRetrievalReader.CAPTION);
            Map<String, String> values = new HashMap<>();
            for (String column : manifest.metadata()) {
                String value = text(column);
                if (value != null) {
                    values.put(column, value);
                }
            }
            return new EmbeddingRow(
                    id,
                    path == null ? Long.toString(id++) : pathOf(path),
                    vector,
                    caption == null ? List.of() : List.of(caption),
                    values);
        }

        private String pathOf(String path) {
            id++;
            return path;
        }

        private void requireUnit(float[] vector) {
            double squares = 0;
            for (float value : vector) {
                squares += (double) value * value;
            }
            if (!(Math.abs(squares - 1) <= TOLERANCE)) {
                throw new InvalidInputException("%s: row %,d has the length %.3f instead of 1; normalise the vectors"
                        .formatted(matrix.file(), row, Math.sqrt(squares)));
            }
        }

        private @Nullable String text(String column) {
            if (table.getFileSchema().getRootNode().children().stream()
                            .noneMatch(each -> each.name().equals(column))
                    || rows.isNull(column)) {
                return null;
            }
            Object value = rows.getValue(column);
            return value instanceof byte[] ? rows.getString(column) : String.valueOf(value);
        }

        void close() throws IOException {
            rows.close();
            table.close();
            channel.close();
        }
    }

    @Override
    public @Nullable EmbeddingRow next() {
        try {
            while (open == null || open.row == open.matrix.rows()) {
                close();
                if (!partitions.hasNext()) {
                    return null;
                }
                ClipRetrievalReader.Partition next = partitions.next();
                NpyFile matrix = next.of(kind);
                if (matrix != null) {
                    open = new Open(matrix, next);
                }
            }
            return open.next();
        } catch (InvalidInputException e) {
            throw e;
        } catch (IOException | RuntimeException e) { // the reader may throw any exception on a damaged page
            throw new InvalidInputException(
                    "a file of " + kind.text() + " is damaged: " + e.getMessage() + "; write it again", e);
        }
    }

    @Override
    public void close() {
        if (open != null) {
            Open last = open;
            open = null;
            try {
                last.close();
            } catch (IOException e) {
                throw new InvalidInputException(last.matrix.file() + ": cannot be read: " + e.getMessage(), e);
            }
        }
    }
}
