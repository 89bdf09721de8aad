package dev.diptych.spark;

import dev.diptych.base.InvalidInputException;
import dev.diptych.base.OneLine;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/// Reads the encoded bytes of the images of a column.
///
/// @param column number of the column
/// @param kind how the column contains images
/// @param hadoop the session's configuration of file systems
record ImageCell(int column, Kind kind, Map<String, String> hadoop) implements Serializable {

    private static final int MOST_BYTES = 256 << 20;
    private static final int FILES = 16;
    private static final String BYTES = "bytes";

    enum Kind {
        BYTES,
        STRUCT,
        PATH
    }

    /// An image that cannot be read.
    static final class Unreadable extends Exception {

        private static final long serialVersionUID = 1;

        Unreadable(String reason) {
            super(reason);
        }
    }

    /// The encoded bytes of the image of a row, or why it has none.
    sealed interface Content {

        @SuppressWarnings("ArrayRecordComponent") // read only
        record Bytes(byte[] encoded) implements Content {}

        record Missing(String reason) implements Content {}
    }

    /// The number of rows that are best read together: files are read at the same time.
    int together() {
        return kind == Kind.PATH ? FILES : 1;
    }

    /// The images of some rows, in their order.
    List<Content> read(List<Row> rows) {
        if (kind != Kind.PATH) {
            return rows.stream().map(this::content).toList();
        }
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            return threads
                    .invokeAll(rows.stream()
                            .<Callable<Content>>map(row -> () -> content(row))
                            .toList())
                    .stream()
                    .map(Future::resultNow)
                    .toList();
        } catch (InterruptedException e) { // Spark ends the task
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while images were read", e);
        }
    }

    private Content content(Row row) {
        try {
            return new Content.Bytes(bytes(row));
        } catch (Unreadable e) {
            return new Content.Missing(String.valueOf(e.getMessage()));
        }
    }

    /// @throws InvalidInputException if the column does not exist or has another type
    static ImageCell of(StructType schema, String name, Map<String, String> hadoop) {
        int column = Columns.index(schema, name);
        DataType type = schema.fields()[column].dataType();
        if (type.equals(DataTypes.BinaryType)) {
            return new ImageCell(column, Kind.BYTES, hadoop);
        }
        if (type.equals(DataTypes.StringType)) {
            return new ImageCell(column, Kind.PATH, hadoop);
        }
        if (type instanceof StructType struct
                && struct.getFieldIndex(BYTES).isDefined()
                && struct.apply(BYTES).dataType().equals(DataTypes.BinaryType)) {
            return new ImageCell(column, Kind.STRUCT, hadoop);
        }
        throw Columns.wrong(name, type, "binary, a struct with binary \"bytes\", or a string with a path or address");
    }

    /// @throws Unreadable if the row has no image, or its file cannot be read
    byte[] bytes(Row row) throws Unreadable {
        if (row.isNullAt(column)) {
            throw new Unreadable("it is null");
        }
        byte[] bytes = switch (kind) {
            case BYTES -> row.<byte[]>getAs(column);
            case STRUCT -> field(row.getStruct(column));
            case PATH -> file(row.getString(column));
        };
        if (bytes.length == 0) {
            throw new Unreadable("it is empty");
        }
        return bytes;
    }

    private static byte[] field(Row struct) throws Unreadable {
        byte @Nullable [] bytes = struct.getAs(BYTES);
        if (bytes == null) {
            throw new Unreadable("it is null");
        }
        return bytes;
    }

    private byte[] file(String path) throws Unreadable {
        if (path.isBlank()) {
            throw new Unreadable("the path is empty");
        }
        try {
            byte[] bytes = WebImages.isAddress(path) ? WebImages.read(path, MOST_BYTES + 1) : stored(path);
            if (bytes.length > MOST_BYTES) {
                throw new Unreadable("the file has more than 256 MiB");
            }
            return bytes;
        } catch (IOException | IllegalArgumentException e) {
            String reason = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
            throw new Unreadable(OneLine.of(reason.contains(path) ? reason : path + ": " + reason));
        }
    }

    private byte[] stored(String path) throws IOException {
        Configuration configuration = new Configuration(false);
        hadoop.forEach(configuration::set);
        Path file = new Path(path);
        try (InputStream in = file.getFileSystem(configuration).open(file)) {
            return in.readNBytes(MOST_BYTES + 1);
        }
    }
}
