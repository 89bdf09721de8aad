package dev.diptych.spark;

import dev.diptych.data.Pairs;
import dev.diptych.evaluate.audit.AuditedData;
import dev.diptych.evaluate.audit.ImageStatistics;
import dev.diptych.evaluate.audit.vectors.AuditVectors;
import dev.diptych.model.Calibration;
import dev.diptych.model.checkpoint.CalibrationFile;
import dev.diptych.model.checkpoint.ModelDirectory;
import dev.diptych.spark.internal.vectors.SparkVectors;
import dev.diptych.spark.internal.vectors.VectorTable;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/// A data set that the executors have inspected and encoded.
///
/// @param model directory or archive of the model
/// @param vectors a table with the schema of [VectorTable]
/// @param otherPairs another data set, with its table; null for none
record SparkAuditedData(
        String model,
        Pairs pairs,
        Dataset<Row> vectors,
        @Nullable Pairs otherPairs,
        @Nullable Dataset<Row> otherVectors)
        implements AuditedData {

    @Override
    public List<ImageStatistics> images() {
        return statistics(vectors, pairs.images().size());
    }

    private static List<ImageStatistics> statistics(Dataset<Row> table, int count) {
        ImageStatistics[] images = new ImageStatistics[count];
        table.select(VectorTable.IMAGE, VectorTable.STATISTICS)
                .toLocalIterator()
                .forEachRemaining(row -> images[row.getInt(0)] = PairVectors.statistics(row.getAs(1)));
        return Arrays.asList(images);
    }

    @Override
    public AuditVectors vectors(Pairs scored, int[] readable, int[] texts) {
        return new SparkVectors(vectors, otherVectors, readable, texts);
    }

    @Override
    public int inputSize() {
        return ModelDirectory.processor(ExecutorModel.locate(model)).cropHeight();
    }

    @Override
    public @Nullable Calibration calibration() {
        return CalibrationFile.read(ExecutorModel.locate(model));
    }

    @Override
    public @Nullable Others others() {
        return otherPairs == null || otherVectors == null
                ? null
                : new Others(
                        otherPairs, statistics(otherVectors, otherPairs.images().size()));
    }
}
