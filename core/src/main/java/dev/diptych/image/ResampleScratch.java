package dev.diptych.image;

import java.util.LinkedHashMap;
import java.util.Map;

/// What one thread keeps between two images: weights of the sizes met last, and rows to work in.
final class ResampleScratch {

    private static final int REMEMBERED_WEIGHTS = 64;
    private static final int LARGEST_KEPT_ROWS = 1 << 22; // ints

    private final Map<ResampleWeights.Key, ResampleWeights> weights = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<ResampleWeights.Key, ResampleWeights> eldest) {
            return size() > REMEMBERED_WEIGHTS;
        }
    };

    private int[][] rows = new int[0][];
    private int[] sums = new int[0];
    private long[] pairs = new long[0];

    ResampleWeights weights(int input, int output, Resampling filter, int start, int size) {
        return weights.computeIfAbsent(
                new ResampleWeights.Key(input, output, filter, start, size), ResampleWeights::of);
    }

    /// At least `count` rows of at least `length` ints, of any content.
    int[][] rows(int count, int length) {
        if ((long) count * length > LARGEST_KEPT_ROWS) {
            return new int[count][length];
        }
        if (rows.length < count || rows.length > 0 && rows[0].length < length) {
            rows = new int[0][]; // give the old ones back first
            rows = new int[count][length];
        }
        return rows;
    }

    int[] sums(int length) {
        if (sums.length < length) {
            sums = new int[length];
        }
        return sums;
    }

    long[] pairs(int length) {
        if (pairs.length < length) {
            pairs = new long[length];
        }
        return pairs;
    }
}
