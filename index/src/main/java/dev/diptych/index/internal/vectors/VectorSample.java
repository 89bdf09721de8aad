package dev.diptych.index.internal.vectors;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// Evenly spaced vectors of an index, from which mean and standard deviation of the cosines of a query with all items
/// are estimated. Immutable; thread-safe.
public final class VectorSample {

    // The standard error of the standard deviation of as many cosines is 1.1 %.
    private static final int SIZE = 4096;

    private final List<float[]> vectors;

    private VectorSample(List<float[]> vectors) {
        this.vectors = vectors;
    }

    /// Reads the sample: the same items, however they are divided into segments.
    public static VectorSample of(List<Segment> segments) throws IOException {
        long all =
                segments.stream().mapToLong(segment -> segment.rows().count()).sum();
        int step = (int) Math.max(1, all / SIZE);
        List<float[]> vectors = new ArrayList<>();
        for (Segment segment : segments) {
            VectorRows.Reader reader = segment.rows().reader();
            int first = Math.floorMod(-segment.firstDocument(), step);
            for (int row = first; row < segment.rows().count(); row += step) {
                if (segment.rows().isLive(row)) {
                    vectors.add(reader.vector(row).clone());
                }
            }
        }
        return new VectorSample(vectors);
    }

    /// Sums over the cosines of the sample and a query.
    ///
    /// @param query `[P]` of length 1
    public CosineSums cosines(float[] query) {
        CosineSums sums = new CosineSums();
        for (float[] vector : vectors) {
            sums.add(DotProducts.of(vector, query));
        }
        return sums;
    }
}
