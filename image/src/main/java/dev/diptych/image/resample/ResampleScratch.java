package dev.diptych.image.resample;

import java.util.LinkedHashMap;
import java.util.Map;

/// Data that one thread keeps between two images: recently used weights, and scratch arrays.
final class ResampleScratch {

    private static final int REMEMBERED_WEIGHTS = 64;
    private static final int LARGEST_KEPT = 1 << 22; // ints

    private final Map<ResampleWeights.Key, ResampleWeights> weights = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<ResampleWeights.Key, ResampleWeights> eldest) {
            return size() > REMEMBERED_WEIGHTS;
        }
    };

    private final Kept rows = new Kept();
    private final Kept columns = new Kept();
    private final Kept planes = new Kept();

    ResampleWeights weights(int input, int output, Resampling filter, int start, int size) {
        return weights.computeIfAbsent(
                new ResampleWeights.Key(input, output, filter, start, size), ResampleWeights::of);
    }

    /// Packed rows with undefined content: at least `count` arrays of at least `length`.
    int[][] rows(int count, int length) {
        return rows.atLeast(count, length);
    }

    /// Columns of a strip with undefined content: at least `count` arrays of at least `length`.
    int[][] columns(int count, int length) {
        return columns.atLeast(count, length);
    }

    /// Rows of one colour with undefined content: at least `count` arrays of at least `length`.
    int[][] planes(int count, int length) {
        return planes.atLeast(count, length);
    }

    /// Arrays that are reused unless they are very large.
    private static final class Kept {
        private int[][] arrays = new int[0][];

        int[][] atLeast(int count, int length) {
            if (arrays.length >= count && arrays[0].length >= length) {
                return arrays;
            }
            int[][] made = new int[count][length];
            arrays = (long) count * length <= LARGEST_KEPT ? made : arrays;
            return made;
        }
    }
}
