package dev.diptych.spark;

import dev.diptych.data.ImageSource;
import java.util.List;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.api.java.UDF2;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.jspecify.annotations.Nullable;
import scala.collection.Seq;

/// Functions of SQL, a row at a time.
final class SqlFunctions {

    static final DataType VECTOR = DataTypes.createArrayType(DataTypes.FloatType, false);

    private SqlFunctions() {}

    static UDF1<@Nullable String, float @Nullable []> embedText(String model) {
        return text ->
                text == null || text.isBlank() ? null : ExecutorModel.get(model).embedText(text);
    }

    static UDF1<byte @Nullable [], float @Nullable []> embedImage(String model) {
        return bytes -> {
            if (bytes == null || bytes.length == 0) {
                return null;
            }
            boolean[] unreadable = new boolean[1];
            float[][] vectors =
                    ExecutorModel.get(model).embed(List.of(ImageSource.of(bytes)), (_, _) -> unreadable[0] = true);
            return unreadable[0] ? null : vectors[0];
        };
    }

    static UDF2<@Nullable Seq<Float>, @Nullable Seq<Float>, @Nullable Double> cosine() {
        return (left, right) -> left == null || right == null ? null : cosine(left, right);
    }

    // In double precision; null where a vector has length 0, or the widths differ.
    private static @Nullable Double cosine(Seq<Float> left, Seq<Float> right) {
        if (left.length() != right.length()) {
            return null;
        }
        double product = 0;
        double leftSquares = 0;
        double rightSquares = 0;
        var a = left.iterator();
        var b = right.iterator();
        while (a.hasNext()) {
            double x = a.next();
            double y = b.next();
            product += x * y;
            leftSquares += x * x;
            rightSquares += y * y;
        }
        return leftSquares == 0 || rightSquares == 0 ? null : product / Math.sqrt(leftSquares * rightSquares);
    }
}
