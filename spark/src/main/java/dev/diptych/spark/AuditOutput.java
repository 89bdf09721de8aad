package dev.diptych.spark;

import dev.diptych.base.InvalidInputException;
import dev.diptych.evaluate.audit.Audit;
import dev.diptych.evaluate.audit.AuditedPair;
import dev.diptych.evaluate.audit.FindingKind;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/// The result of an audit as a table with a row for each pair (`pairs`) and the counts
/// (`audit.json`).
record AuditOutput(PairTable table, Audit audit) {

    private static final String PAIRS = "pairs";
    private static final String SUMMARY = "audit.json";

    private static final StructType FINDING =
            new StructType().add("kind", DataTypes.StringType, false).add("detail", DataTypes.StringType, false);

    /// @throws InvalidInputException if the output contains the result of an audit
    static void requireNew(SparkSession session, String output) {
        if (exists(session, new Path(output, SUMMARY))) {
            throw new InvalidInputException(output + ": contains the result of an audit; choose another --output");
        }
    }

    static boolean exists(SparkSession session, Path file) {
        try {
            return files(session, file).exists(file);
        } catch (IOException e) {
            throw new UncheckedIOException(file + " cannot be read: " + e.getMessage(), e);
        }
    }

    private static FileSystem files(SparkSession session, Path file) throws IOException {
        return file.getFileSystem(session.sparkContext().hadoopConfiguration());
    }

    void write(SparkSession session, String output) {
        session.createDataFrame(rows(), schema())
                .write()
                .mode(SaveMode.Overwrite)
                .parquet(new Path(output, PAIRS).toString());
        String summary = summary(session);
        Path file = new Path(output, SUMMARY);
        try (OutputStream out = files(session, file).create(file, false)) {
            out.write(summary.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(file + " cannot be written: " + e.getMessage(), e);
        }
    }

    private StructType schema() {
        return new StructType()
                .add(table.columns().id(), table.columns().idType(table.rows().schema()), false)
                .add("row", DataTypes.IntegerType, false)
                .add("image", DataTypes.StringType, false)
                .add("caption", DataTypes.StringType, false)
                .add("rank", DataTypes.IntegerType, true)
                .add("score", DataTypes.DoubleType, true)
                .add("probability", DataTypes.DoubleType, true)
                .add("cosine", DataTypes.DoubleType, true)
                .add("calibrated", DataTypes.DoubleType, true)
                .add("better_caption", DataTypes.StringType, true)
                .add("findings", DataTypes.createArrayType(FINDING, false), false)
                .add("kept", DataTypes.BooleanType, false);
    }

    private List<Row> rows() {
        List<Row> rows = new ArrayList<>(audit.pairs().size());
        for (AuditedPair pair : audit.pairs()) {
            rows.add(RowFactory.create(
                    table.ids().get(rows.size()),
                    rows.size() + 1,
                    pair.image(),
                    pair.caption(),
                    pair.rank(),
                    pair.score(),
                    pair.probability(),
                    pair.cosine(),
                    pair.calibrated(),
                    pair.better(),
                    pair.findings().stream()
                            .map(finding -> RowFactory.create(finding.kind().word(), finding.detail()))
                            .toArray(),
                    pair.kept()));
        }
        return rows;
    }

    // The names are those of the command's audit.json.
    private String summary(SparkSession session) {
        StructType counts = new StructType();
        List<Object> numbers = new ArrayList<>();
        for (Map.Entry<FindingKind, Integer> each : audit.counts().entrySet()) {
            counts = counts.add(each.getKey().word(), DataTypes.IntegerType, false);
            numbers.add(each.getValue());
        }
        StructType schema = new StructType()
                .add("pairs", DataTypes.IntegerType, false)
                .add("images", DataTypes.IntegerType, false)
                .add("left_out", DataTypes.IntegerType, false)
                .add("judged", DataTypes.IntegerType, false)
                .add("kept", DataTypes.IntegerType, false)
                .add("wrong_share", DataTypes.DoubleType, false)
                .add("findings", counts, false);
        Row row = RowFactory.create(
                audit.pairs().size(),
                audit.data().images().size(),
                table.leftOut(),
                audit.ranked().size(),
                (int) audit.pairs().stream().filter(AuditedPair::kept).count(),
                audit.wrongShare(),
                RowFactory.create(numbers.toArray()));
        return session.createDataFrame(List.of(row), schema).toJSON().first() + "\n";
    }
}
