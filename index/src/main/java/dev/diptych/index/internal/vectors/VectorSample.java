package dev.diptych.index.internal.vectors;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.lucene.util.VectorUtil;

/// Evenly spaced vectors of an index, whose cosines stand for those of all. They are stored with 8 bits per component,
/// which changes a cosine by less than 0.001 and the moments of the cosines by much less. Immutable; thread-safe.
public final class VectorSample {

    // The standard error of the standard deviation of as many cosines is 1.1 %.
    private static final int SIZE = 4096;

    private static final float LARGEST = 127;

    private final List<Row> rows;

    private VectorSample(List<Row> rows) {
        this.rows = rows;
    }

    // A vector is scale · components.
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Row(byte[] components, float scale) {

        static Row of(float[] vector) {
            float largest = Float.MIN_NORMAL;
            for (float component : vector) {
                largest = Math.max(largest, Math.abs(component));
            }
            float scale = largest / LARGEST;
            byte[] components = new byte[vector.length];
            for (int i = 0; i < vector.length; i++) {
                components[i] = (byte) Math.round(vector[i] / scale);
            }
            return new Row(components, scale);
        }

        float[] residual(float[] vector) {
            float[] residual = new float[vector.length];
            for (int i = 0; i < vector.length; i++) {
                residual[i] = vector[i] - scale * components[i];
            }
            return residual;
        }

        float product(Row other) {
            return VectorUtil.dotProduct(components, other.components) * scale * other.scale;
        }
    }

    /// Reads the sample: the same items, however they are divided into segments.
    public static VectorSample of(List<Segment> segments) throws IOException {
        long all =
                segments.stream().mapToLong(segment -> segment.rows().count()).sum();
        int step = (int) Math.max(1, all / SIZE);
        List<Row> rows = new ArrayList<>();
        for (Segment segment : segments) {
            VectorRows.Reader reader = segment.rows().reader();
            int first = Math.floorMod(-segment.firstDocument(), step);
            for (int row = first; row < segment.rows().count(); row += step) {
                if (segment.rows().isLive(row)) {
                    rows.add(Row.of(reader.vector(row)));
                }
            }
        }
        return new VectorSample(rows);
    }

    /// Sums over the cosines of the sample and a query.
    ///
    /// @param query `[P]` of length 1
    public CosineSums cosines(float[] query) {
        Row coarse = Row.of(query);
        Row fine = Row.of(coarse.residual(query)); // so that rows alone are rounded to 8 bits
        CosineSums sums = new CosineSums();
        for (Row row : rows) {
            sums.add(row.product(coarse) + row.product(fine));
        }
        return sums;
    }
}
