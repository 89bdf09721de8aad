package dev.diptych.index.embeddings;

import dev.diptych.base.InvalidInputException;
import dev.diptych.index.internal.numpy.NpyFile;
import dev.diptych.index.internal.parquet.MemoryFile;
import dev.hardwood.reader.ParquetFileReader;
import dev.hardwood.reader.RowReader;
import dev.hardwood.schema.SchemaNode;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads one partition of clip-retrieval's layout: the matrix and the table next to it in parallel.
final class PartitionReader implements AutoCloseable {

    private static final int BLOCK = 1024; // rows of the matrix that are read at a time
    private static final double TOLERANCE = 0.02; // of a squared norm, for rounding to half precision

    private final NpyFile matrix;
    private final Path metadata;
    private final FileChannel channel;
    private final ParquetFileReader table;
    private final RowReader rows;
    private final Set<String> columns = new HashSet<>();
    private final List<String> wanted;
    private float[][] block = {};
    private long first; // row of the block's first vector
    private long row;

    private PartitionReader(
            NpyFile matrix, Path metadata, FileChannel channel, ParquetFileReader table, List<String> wanted) {
        this.matrix = matrix;
        this.metadata = metadata;
        this.channel = channel;
        this.table = table;
        this.wanted = wanted;
        this.rows = table.rowReader();
        table.getFileSchema().getRootNode().children().stream()
                .map(SchemaNode::name)
                .forEach(columns::add);
    }

    /// @param matrix of the kind that is read
    /// @param wanted metadata columns
    /// @throws InvalidInputException if a file is damaged, or the matrix and the table have
    ///     different numbers of rows
    static PartitionReader open(ClipRetrievalReader.Partition partition, NpyFile matrix, List<String> wanted) {
        Path metadata = partition.metadata();
        try {
            ParquetFileReader table =
                    ParquetFileReader.open(MemoryFile.read(metadata).input());
            long described = table.getFileMetaData().numRows();
            if (described != matrix.rows()) {
                table.close();
                throw new InvalidInputException("%s: has %,d rows, but %s has %,d; write both again"
                        .formatted(metadata, described, matrix.file(), matrix.rows()));
            }
            return new PartitionReader(matrix, metadata, FileChannel.open(matrix.file()), table, wanted);
        } catch (InvalidInputException e) {
            throw e;
        } catch (IOException | RuntimeException e) { // the reader may throw any exception on a damaged file
            throw damaged(metadata, e);
        }
    }

    private static InvalidInputException damaged(Path file, Exception cause) {
        String reason = String.valueOf(cause.getMessage()).lines().findFirst().orElse("");
        return new InvalidInputException("%s: is damaged: %s; write it again".formatted(file, reason), cause);
    }

    boolean hasNext() {
        return row < matrix.rows();
    }

    EmbeddingRow next(long id) {
        float[] vector = vector();
        try {
            rows.next();
            row++;
            String path = text(ClipRetrievalReader.IMAGE_PATH);
            String caption = text(ClipRetrievalReader.CAPTION);
            Map<String, String> values = new HashMap<>();
            for (String column : wanted) {
                String value = text(column);
                if (value != null) {
                    values.put(column, value);
                }
            }
            return new EmbeddingRow(
                    id,
                    path == null ? Long.toString(id) : path,
                    vector,
                    caption == null ? List.of() : List.of(caption),
                    values);
        } catch (RuntimeException e) { // the reader may throw any exception on a damaged page
            throw damaged(metadata, e);
        }
    }

    private float[] vector() {
        if (row - first >= block.length) {
            first = row;
            try {
                block = matrix.rows(channel, row, (int) Math.min(BLOCK, matrix.rows() - row));
            } catch (IOException e) {
                throw damaged(matrix.file(), e);
            }
        }
        float[] vector = block[(int) (row - first)];
        double squares = 0;
        for (float value : vector) {
            squares += (double) value * value;
        }
        if (!(Math.abs(squares - 1) <= TOLERANCE)) {
            throw new InvalidInputException("%s: row %,d has the length %.3f instead of 1; normalise the vectors"
                    .formatted(matrix.file(), row, Math.sqrt(squares)));
        }
        return vector;
    }

    private @Nullable String text(String column) {
        if (!columns.contains(column) || rows.isNull(column)) {
            return null;
        }
        Object value = rows.getValue(column);
        return value instanceof byte[] ? rows.getString(column) : String.valueOf(value);
    }

    @Override
    public void close() {
        try (channel;
                table) {
            rows.close();
        } catch (IOException e) {
            throw damaged(metadata, e);
        }
    }
}
