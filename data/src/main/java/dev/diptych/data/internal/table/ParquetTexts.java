package dev.diptych.data.internal.table;

import dev.diptych.base.InvalidInputException;
import dev.hardwood.metadata.PhysicalType;
import dev.hardwood.row.PqList;
import dev.hardwood.row.StructAccessor;
import dev.hardwood.schema.SchemaNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Columns of strings, or of lists of strings, in a Parquet file.
public final class ParquetTexts {

    private ParquetTexts() {}

    /// @throws InvalidInputException if the column contains anything else
    public static void check(Path file, SchemaNode column) {
        boolean good = switch (column) {
            case SchemaNode.PrimitiveNode primitive -> primitive.type() == PhysicalType.BYTE_ARRAY;
            case SchemaNode.GroupNode group ->
                group.isList()
                        && group.getListElement() instanceof SchemaNode.PrimitiveNode element
                        && element.type() == PhysicalType.BYTE_ARRAY;
        };
        if (!good) {
            throw new InvalidInputException("%s: column \"%s\" is %s; it should be a string or a list of strings"
                    .formatted(file, column.name(), type(column)));
        }
    }

    public static String type(SchemaNode column) {
        return switch (column) {
            case SchemaNode.PrimitiveNode primitive -> primitive.type().toString();
            case SchemaNode.GroupNode group -> group.isList() ? "a list" : "a group";
        };
    }

    public static @Nullable String text(StructAccessor row, String column) {
        return row.isNull(column) ? null : row.getString(column);
    }

    public static List<String> texts(StructAccessor row, String column) {
        if (row.isNull(column)) {
            return List.of();
        }
        // As `check` has verified, the type of a column is fixed.
        Object value = row.getValue(column);
        if (value instanceof PqList list) {
            return new ArrayList<>(
                    list.strings().stream().filter(Objects::nonNull).toList());
        }
        return List.of(row.getString(column));
    }
}
