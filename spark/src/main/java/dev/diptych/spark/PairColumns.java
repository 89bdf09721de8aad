package dev.diptych.spark;

import dev.diptych.base.InvalidInputException;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/// Columns of a table of pairs.
///
/// @param images images, as in [ImageCell]
/// @param texts captions
/// @param id identifies a row, and orders the rows: strings or integers
/// @param name name of the image of a row: rows with equal names are captions of one image. Null
///     for the paths of the column of images, or where that has no paths, the id
record PairColumns(
        String images, String texts, String id, @Nullable String name) {

    /// @throws InvalidInputException if a column does not exist or has another type
    void check(StructType schema) {
        ImageCell.of(schema, images, java.util.Map.of());
        Columns.text(schema, texts);
        DataType type = idType(schema);
        if (!type.equals(DataTypes.StringType)
                && !type.equals(DataTypes.LongType)
                && !type.equals(DataTypes.IntegerType)) {
            throw Columns.wrong(id, type, "a string, an int or a bigint");
        }
        if (name != null) {
            Columns.text(schema, name);
        }
    }

    DataType idType(StructType schema) {
        return schema.fields()[Columns.index(schema, id)].dataType();
    }

    Column idColumn() {
        return functions.col(id).as(PairTable.ID);
    }

    Column captionColumn() {
        return functions.col(texts).as(PairTable.CAPTION);
    }

    Column nameColumn(StructType schema) {
        if (name != null) {
            return functions.col(name);
        }
        boolean paths =
                schema.fields()[Columns.index(schema, images)].dataType().equals(DataTypes.StringType);
        return functions.col(paths ? images : id).cast(DataTypes.StringType);
    }
}
