package dev.diptych.index.internal.parquet;

import dev.diptych.base.InvalidInputException;
import dev.hardwood.reader.ColumnReader;
import dev.hardwood.reader.ColumnReaders;
import dev.hardwood.reader.ParquetFileReader;
import dev.hardwood.schema.ColumnProjection;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Function;
import java.util.logging.Level;
import java.util.logging.Logger;

/// The columns of a Parquet file, a batch of rows at a time. Whatever the reader throws on a damaged
/// file becomes one line.
public final class ParquetBatches implements AutoCloseable {

    // The reader logs its configuration to standard error. A strong reference, because an unreferenced logger
    // loses its level.
    private static final Logger READER_LOG = Logger.getLogger("dev.hardwood");

    static {
        READER_LOG.setLevel(Level.WARNING);
    }

    private final Path file;
    private final ParquetFileReader reader;
    private final ColumnReaders columns;

    /// @param columns the names of the columns, given the file
    public ParquetBatches(Path file, MemoryFile bytes, Function<ParquetFileReader, ColumnProjection> columns) {
        this.file = file;
        try {
            this.reader = ParquetFileReader.open(bytes.input());
            this.columns = reader.columnReaders(columns.apply(reader));
        } catch (IOException | RuntimeException e) {
            throw damaged(e);
        }
    }

    /// Moves to the next rows and returns their number, 0 after the last.
    public int next() {
        try {
            return columns.nextBatch() ? columns.getRecordCount() : 0;
        } catch (RuntimeException e) { // the reader may throw any exception on a damaged page
            throw damaged(e);
        }
    }

    /// A column of the rows by the path of its leaf.
    public ColumnReader column(String path) {
        return columns.getColumnReader(path);
    }

    public InvalidInputException damaged(Exception cause) {
        if (cause instanceof InvalidInputException clear) {
            return clear;
        }
        String reason = cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
        return new InvalidInputException(
                "%s: not a Parquet file with embeddings: %s; write it again"
                        .formatted(file, reason.lines().findFirst().orElse("")),
                cause);
    }

    @Override
    public void close() {
        try (reader) {
            columns.close();
        } catch (IOException e) {
            throw damaged(e);
        }
    }
}
