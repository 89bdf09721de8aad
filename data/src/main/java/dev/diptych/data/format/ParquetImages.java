package dev.diptych.data.format;

import dev.diptych.base.InvalidInputException;
import dev.diptych.data.internal.archive.CacheFolder;
import dev.diptych.data.internal.archive.UnpackedImages;
import dev.diptych.data.internal.table.ParquetTexts;
import dev.hardwood.metadata.LogicalType;
import dev.hardwood.metadata.PhysicalType;
import dev.hardwood.reader.ParquetFileReader;
import dev.hardwood.reader.RowReader;
import dev.hardwood.row.PqStruct;
import dev.hardwood.row.StructAccessor;
import dev.hardwood.schema.ColumnProjection;
import dev.hardwood.schema.SchemaNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Contents of a Parquet file's column of images.
sealed interface ParquetImages {

    /// Structs of bytes and, optionally, a path for rows without bytes.
    record Struct(String column, boolean hasPath) implements ParquetImages {}

    /// Bytes of image files.
    record Bytes(String column) implements ParquetImages {}

    /// Paths or addresses.
    record References(String column) implements ParquetImages {}

    /// @throws InvalidInputException if it contains anything else
    static ParquetImages of(Path file, SchemaNode column) {
        return switch (column) {
            case SchemaNode.PrimitiveNode primitive
            when primitive.type() == PhysicalType.BYTE_ARRAY ->
                primitive.logicalType() instanceof LogicalType.StringType
                        ? new References(column.name())
                        : new Bytes(column.name());
            case SchemaNode.GroupNode group
            when group.isStruct() && hasBytes(group, "bytes") -> new Struct(column.name(), hasBytes(group, "path"));
            case SchemaNode.PrimitiveNode _, SchemaNode.GroupNode _ ->
                throw new InvalidInputException(
                        "%s: column \"%s\" is %s; an image should be bytes, a struct of bytes and path, or a string"
                                .formatted(file, column.name(), ParquetTexts.type(column)));
        };
    }

    private static boolean hasBytes(SchemaNode.GroupNode group, String child) {
        return group.children().stream()
                .anyMatch(node -> node.name().equals(child)
                        && node instanceof SchemaNode.PrimitiveNode primitive
                        && primitive.type() == PhysicalType.BYTE_ARRAY);
    }

    /// Columns with paths and addresses.
    default List<String> referenceColumns() {
        return switch (this) {
            case Struct(String column, boolean hasPath) -> hasPath ? List.of(column + ".path") : List.of();
            case Bytes _ -> List.of();
            case References(String column) -> List.of(column);
        };
    }

    /// Returns the path or address in a row, if it has one.
    default @Nullable String reference(StructAccessor row) {
        return switch (this) {
            case Struct(String column, boolean hasPath) -> {
                PqStruct image = hasPath && !row.isNull(column) ? row.getStruct(column) : null;
                yield image == null ? null : ParquetTexts.text(image, "path");
            }
            case Bytes _ -> null;
            case References(String column) -> ParquetTexts.text(row, column);
        };
    }

    /// Returns the images within the file, unpacked into the cache; null if it contains none.
    default @Nullable UnpackedImages store(ParquetFileReader reader, Path file, DataFile data) throws IOException {
        return switch (this) {
            case Struct struct ->
                unpack(reader, file, data, struct.column() + ".bytes", row -> {
                    PqStruct image = row.isNull(struct.column()) ? null : row.getStruct(struct.column());
                    return image == null || image.isNull("bytes") ? null : image.getBinary("bytes");
                });
            case Bytes(String column) ->
                unpack(reader, file, data, column, row -> row.isNull(column) ? null : row.getBinary(column));
            case References _ -> null;
        };
    }

    /// Returns the projection to these columns, in which a dot leads to a field of a struct. The reader has no other
    /// way to write it, so all columns are read if a name has a dot itself.
    static ColumnProjection projection(ParquetFileReader reader, List<String> columns) {
        boolean hasDot = reader.getFileSchema().getRootNode().children().stream()
                .anyMatch(node -> node.name().indexOf('.') >= 0
                        && columns.stream().anyMatch(column -> column.startsWith(node.name())));
        return hasDot ? ColumnProjection.all() : ColumnProjection.columns(columns.toArray(String[]::new));
    }

    /// Returns the bytes in a row.
    interface BytesOfRow {
        byte @Nullable [] of(StructAccessor row);
    }

    private static UnpackedImages unpack(
            ParquetFileReader reader, Path file, DataFile data, String column, BytesOfRow bytes) throws IOException {
        Path unpacked = data.downloads()
                .cache()
                .unpacked(file, CacheFolder.digest(column).substring(0, 8) + ".images", target -> {
                    try (RowReader rows = reader.buildRowReader()
                                    .projection(projection(reader, List.of(column)))
                                    .build();
                            UnpackedImages.Writer writer = new UnpackedImages.Writer(target)) {
                        while (rows.hasNext()) {
                            rows.next();
                            writer.add(bytes.of(rows));
                        }
                        writer.finish();
                    }
                });
        return UnpackedImages.read(unpacked);
    }
}
