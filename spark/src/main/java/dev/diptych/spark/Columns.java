package dev.diptych.spark;

import dev.diptych.base.InvalidInputException;
import java.util.Arrays;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/// Checks of the columns of a data set.
final class Columns {

    private Columns() {}

    /// @throws InvalidInputException if the column does not exist
    static int index(StructType schema, String name) {
        int index = Arrays.asList(schema.fieldNames()).indexOf(name);
        if (index < 0) {
            throw new InvalidInputException("there is no column \"%s\"; the columns are %s"
                    .formatted(name, String.join(", ", schema.fieldNames())));
        }
        return index;
    }

    /// @throws InvalidInputException if the column does not exist or is not of strings
    static int text(StructType schema, String name) {
        int index = index(schema, name);
        DataType type = schema.fields()[index].dataType();
        if (!type.equals(DataTypes.StringType)) {
            throw wrong(name, type, "a string");
        }
        return index;
    }

    /// @throws InvalidInputException if the column does not exist or is not of vectors
    static int vector(StructType schema, String name) {
        int index = index(schema, name);
        DataType type = schema.fields()[index].dataType();
        if (!(type instanceof org.apache.spark.sql.types.ArrayType array)
                || !array.elementType().equals(DataTypes.FloatType)) {
            throw wrong(name, type, "an array of float");
        }
        return index;
    }

    /// @throws InvalidInputException if the name is taken
    static void requireFree(StructType schema, String name) {
        if (Arrays.asList(schema.fieldNames()).contains(name)) {
            throw new InvalidInputException(
                    "the column \"%s\" exists already; rename or drop it first".formatted(name));
        }
    }

    static InvalidInputException wrong(String name, DataType type, String expected) {
        return new InvalidInputException(
                "the column \"%s\" has the type %s; it must be %s".formatted(name, type.catalogString(), expected));
    }
}
