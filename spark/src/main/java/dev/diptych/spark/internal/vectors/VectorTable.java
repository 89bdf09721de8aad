package dev.diptych.spark.internal.vectors;

import java.util.Arrays;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/// A table with a row for each image of a data set: its number, its statistics, and the vectors
/// of the image and of its texts, as [ArrayBytes]. An image that cannot be read has no vectors.
public final class VectorTable {

    public static final String IMAGE = "image";
    public static final String STATISTICS = "statistics";
    public static final String POOLED = "pooled";
    public static final String EMBEDDING = "embedding";
    public static final String TEXTS = "texts";
    public static final String TEXT_POOLED = "text_pooled";
    public static final String TEXT_EMBEDDINGS = "text_embeddings";

    public static final StructType SCHEMA = new StructType()
            .add(IMAGE, DataTypes.IntegerType, false)
            .add(STATISTICS, DataTypes.BinaryType, false)
            .add(POOLED, DataTypes.BinaryType, true)
            .add(EMBEDDING, DataTypes.BinaryType, true)
            .add(TEXTS, DataTypes.BinaryType, false)
            .add(TEXT_POOLED, DataTypes.BinaryType, false)
            .add(TEXT_EMBEDDINGS, DataTypes.BinaryType, false);

    private final Dataset<Row> rows;
    private final Broadcast<int[]> images; // scored number of each image
    private final Broadcast<int[]> texts;

    /// @param readable numbers of the readable images, ascending: the rows get indices into them
    /// @param scored numbers of the scored texts, ascending
    public VectorTable(Dataset<Row> rows, int[] readable, int[] scored) {
        this.rows = rows.filter(functions.col(POOLED).isNotNull());
        JavaSparkContext context =
                JavaSparkContext.fromSparkContext(rows.sparkSession().sparkContext());
        images = context.broadcast(places(readable));
        texts = context.broadcast(places(scored));
    }

    /// @param pooled whether the vectors are the pooled features of the encoders, not the
    ///     embeddings
    JavaRDD<ImageVectors> vectors(boolean pooled) {
        Broadcast<int[]> imageNumbers = images;
        Broadcast<int[]> textNumbers = texts;
        return rows.select(IMAGE, pooled ? POOLED : EMBEDDING, TEXTS, pooled ? TEXT_POOLED : TEXT_EMBEDDINGS)
                .javaRDD()
                .map(row -> new ImageVectors(
                        imageNumbers.value()[row.getInt(0)],
                        ArrayBytes.floats(row.getAs(1)),
                        renumbered(ArrayBytes.ints(row.getAs(2)), textNumbers.value()),
                        ArrayBytes.floats(row.getAs(3))));
    }

    static int[] renumbered(int[] numbers, int[] places) {
        return Arrays.stream(numbers).map(number -> places[number]).toArray();
    }

    /// The place of each number in an ascending list; -1 for numbers that it does not contain.
    static int[] places(int[] numbers) {
        int[] places = new int[numbers.length == 0 ? 0 : numbers[numbers.length - 1] + 1];
        Arrays.fill(places, -1);
        for (int place = 0; place < numbers.length; place++) {
            places[numbers[place]] = place;
        }
        return places;
    }
}
