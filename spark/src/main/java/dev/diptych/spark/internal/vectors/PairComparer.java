package dev.diptych.spark.internal.vectors;

import dev.diptych.evaluate.audit.vectors.EvidenceMoments;
import dev.diptych.evaluate.audit.vectors.PairComparison;
import dev.diptych.torch.Gradients;
import dev.diptych.torch.Precision;
import dev.diptych.torch.TensorScope;
import dev.diptych.torch.Tensors;
import java.util.Arrays;
import java.util.Iterator;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.bytedeco.pytorch.Tensor;

/// Compares the two sides of pairs, rows of `pair`, `image`, `rest` and `text`, many at a time.
record PairComparer(Broadcast<EvidenceMoments> moments) implements MapPartitionsFunction<Row, Row> {

    /// Numbers of pairs, their cosines and their evidence, as [ArrayBytes].
    static final StructType SCHEMA = new StructType()
            .add("pairs", DataTypes.BinaryType, false)
            .add("cosines", DataTypes.BinaryType, false)
            .add("evidence", DataTypes.BinaryType, false);

    private static final int PAIRS = 8192;

    @Override
    public Iterator<Row> call(Iterator<Row> rows) {
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return rows.hasNext();
            }

            @Override
            public Row next() {
                return compare(rows);
            }
        };
    }

    private Row compare(Iterator<Row> rows) {
        int[] pairs = new int[PAIRS];
        float[][] sides = new float[3][]; // image, rest, text
        int count = 0;
        int width = 0;
        while (rows.hasNext() && count < PAIRS) {
            Row row = rows.next();
            pairs[count] = row.getInt(0);
            for (int side = 0; side < sides.length; side++) {
                float[] vector = ArrayBytes.floats(row.getAs(side + 1));
                width = vector.length;
                if (sides[side] == null) {
                    sides[side] = new float[PAIRS * width];
                }
                System.arraycopy(vector, 0, sides[side], count * width, width);
            }
            count++;
        }
        TaskThreads.prepare();
        try (var _ = TensorScope.open();
                var _ = Gradients.disabled();
                var _ = Precision.FP32.enter()) {
            PairComparison compared = moments.value()
                    .compare(
                            matrix(sides[0], count, width),
                            matrix(sides[2], count, width),
                            matrix(sides[1], count, width));
            return RowFactory.create(
                    ArrayBytes.of(Arrays.copyOf(pairs, count)),
                    ArrayBytes.of(compared.cosines()),
                    ArrayBytes.of(Arrays.stream(compared.evidence())
                            .flatMapToDouble(Arrays::stream)
                            .toArray()));
        }
    }

    private static Tensor matrix(float[] values, int rows, int width) {
        return Tensors.of(Arrays.copyOf(values, rows * width), rows, width);
    }
}
