package dev.diptych.spark;

import dev.diptych.base.InvalidInputException;
import java.util.List;
import java.util.Set;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/// Finds the nearest vectors of a table for each query of another one, exactly: each partition keeps
/// the best of each query, and these are merged.
///
/// The queries are in the memory of every executor: a million of width 512 are 2 GB, so split larger
/// tables.
///
/// @param k number of neighbours of a query
record SearchJob(
        String input,
        String vector,
        String id,
        String queries,
        String queryVector,
        String queryId,
        String output,
        int k) {

    static final Set<String> OPTIONS =
            Set.of("input", "vector", "id", "queries", "query-vector", "query-id", "output", "k");

    private static final int K = 10;
    private static final String QUERY = "query";
    private static final String NEIGHBOUR = "neighbour";
    private static final String COSINE = "cosine";
    private static final String RANK = "rank";

    static SearchJob of(JobArguments arguments) {
        String vector = arguments.required("vector");
        String id = arguments.required("id");
        return new SearchJob(
                arguments.required("input"),
                vector,
                id,
                arguments.required("queries"),
                arguments.optional("query-vector", vector),
                arguments.optional("query-id", id),
                arguments.required("output"),
                arguments.positive("k", K));
    }

    void run(SparkSession session) {
        nearest(session, session.read().parquet(input), session.read().parquet(queries))
                .write()
                .mode(SaveMode.ErrorIfExists)
                .parquet(output);
    }

    /// Returns `query`, `rank` (from 1), `neighbour` and `cosine`, ordered by the first two. Ids are
    /// strings. Of equal cosines, the smaller id comes first. Rows without a vector are left out.
    Dataset<Row> nearest(SparkSession session, Dataset<Row> rows, Dataset<Row> asked) {
        Columns.vector(rows.schema(), vector);
        Columns.vector(asked.schema(), queryVector);
        Columns.index(rows.schema(), id);
        Columns.index(asked.schema(), queryId);
        List<Row> collected = selected(asked, queryId, queryVector).collectAsList();
        if (collected.isEmpty()) {
            throw new InvalidInputException(queries + ": contains no vector in " + queryVector);
        }
        requireSameWidth(collected, rows);
        StructType found = new StructType()
                .add(QUERY, DataTypes.StringType, false)
                .add(NEIGHBOUR, DataTypes.StringType, false)
                .add(COSINE, DataTypes.DoubleType, false);
        var broadcast =
                JavaSparkContext.fromSparkContext(session.sparkContext()).broadcast(QueryTable.of(collected));
        Dataset<Row> best =
                selected(rows, id, vector).mapPartitions(new NearestRows(broadcast, k), Encoders.row(found));
        var order = Window.partitionBy(QUERY)
                .orderBy(functions.col(COSINE).desc(), functions.col(NEIGHBOUR).asc());
        return best.withColumn(RANK, functions.row_number().over(order))
                .filter(functions.col(RANK).leq(k))
                .select(QUERY, RANK, NEIGHBOUR, COSINE)
                .orderBy(QUERY, RANK);
    }

    private void requireSameWidth(List<Row> collected, Dataset<Row> rows) {
        int width = collected.getFirst().getList(1).size();
        List<Row> first = selected(rows, id, vector).limit(1).collectAsList();
        if (!first.isEmpty() && first.getFirst().getList(1).size() != width) {
            throw new InvalidInputException(
                    "the vectors of %s have width %d, those of %s have width %d; embed both with one model"
                            .formatted(input, first.getFirst().getList(1).size(), queries, width));
        }
    }

    private static Dataset<Row> selected(Dataset<Row> rows, String id, String vector) {
        return rows.filter(functions.col(vector).isNotNull())
                .select(functions.col(id).cast(DataTypes.StringType), functions.col(vector));
    }
}
