package dev.diptych.spark;

import dev.diptych.base.InvalidInputException;
import dev.diptych.model.checkpoint.ModelDigest;
import dev.diptych.model.checkpoint.PretrainedCheckpoint;
import java.util.HashMap;
import java.util.Map;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.MetadataBuilder;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/// Embeds columns of a data set on the executors of a Spark session.
///
/// ```java
/// SparkEmbeddingOptions options = SparkEmbeddingOptions.images("jpg").withTexts("caption");
/// Dataset<Row> embedded = DiptychSpark.embed(rows, "/models/shop", options);
/// ```
///
/// Every executor loads the model once, at its first task, and needs no network for it. The
/// executors need Java 25.
public final class DiptychSpark {

    /// Keys of the metadata of a column of vectors.
    public static final String WIDTH = "diptych.width";

    /// Digest of the model that computed a column of vectors.
    public static final String MODEL = "diptych.model";

    private DiptychSpark() {}

    /// Returns the rows with further columns: for a column `x`, `x_vector` (array of float, of
    /// length 1) and `x_error` (string). A row whose image or text cannot be embedded has the vector
    /// null and an error that says why; for other rows the error is null. Rows stay in their
    /// partitions, in their order. Nothing is computed before an action of Spark.
    ///
    /// The metadata of the vector columns contain the width (`diptych.width`) and the digest of the
    /// model (`diptych.model`).
    ///
    /// @param model a model directory that all nodes have under this path, or the name under which
    ///     `spark.archives` distributes it
    /// @throws InvalidInputException if a column does not exist or has another type, or the model is
    ///     not valid
    public static Dataset<Row> embed(Dataset<Row> rows, String model, SparkEmbeddingOptions options) {
        StructType schema = rows.schema();
        String images = options.images();
        String texts = options.texts();
        ImageCell cell = images == null ? null : ImageCell.of(schema, images, hadoop(rows.sparkSession()));
        int text = texts == null ? RowEmbedder.NONE : Columns.text(schema, texts);
        Metadata metadata = metadata(model);
        StructType more = withColumns(withColumns(schema, images), texts);
        MapPartitionsFunction<Row, Row> embedder = new RowEmbedder(model, cell, text, options.rows());
        Dataset<Row> embedded = rows.mapPartitions(embedder, Encoders.row(more));
        embedded = images == null ? embedded : embedded.withMetadata(images + "_vector", metadata);
        return texts == null ? embedded : embedded.withMetadata(texts + "_vector", metadata);
    }

    /// Registers SQL functions in a session: `diptych_embed_text(text)` and
    /// `diptych_embed_image(binary)`, which return an array of float or null where the value is null
    /// or cannot be embedded, and `diptych_cosine(a, b)`, null where a vector is null. [#embed] is
    /// faster: it encodes many rows at a time.
    ///
    /// @throws InvalidInputException if the model is not valid
    public static void register(SparkSession session, String model) {
        PretrainedCheckpoint.open(ExecutorModel.locate(model)).embeddingWidth();
        session.udf().register("diptych_embed_text", SqlFunctions.embedText(model), SqlFunctions.VECTOR);
        session.udf().register("diptych_embed_image", SqlFunctions.embedImage(model), SqlFunctions.VECTOR);
        session.udf().register("diptych_cosine", SqlFunctions.cosine(), DataTypes.DoubleType);
    }

    private static Metadata metadata(String model) {
        var directory = ExecutorModel.locate(model);
        return new MetadataBuilder()
                .putLong(WIDTH, PretrainedCheckpoint.open(directory).embeddingWidth())
                .putString(MODEL, ModelDigest.of(directory))
                .build();
    }

    private static StructType withColumns(StructType schema, @Nullable String column) {
        if (column == null) {
            return schema;
        }
        Columns.requireFree(schema, column + "_vector");
        Columns.requireFree(schema, column + "_error");
        return schema.add(column + "_vector", SqlFunctions.VECTOR, true)
                .add(column + "_error", DataTypes.StringType, true);
    }

    // On the executors, Spark's own settings of Hadoop are not in the configuration files.
    static Map<String, String> hadoop(SparkSession session) {
        Map<String, String> entries = new HashMap<>();
        session.sparkContext().hadoopConfiguration().forEach(entry -> entries.put(entry.getKey(), entry.getValue()));
        return entries;
    }
}
