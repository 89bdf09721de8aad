package dev.diptych.data.survey;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Distribution of integers. A percentile is a value that occurs: the smallest one that at least that fraction of the
/// values does not exceed (nearest rank).
///
/// @param histogram at most 20 bins of equal width, from the minimum to the maximum
public record Distribution(
        long count,
        double mean,
        int least,
        int percentile5,
        int percentile25,
        int median,
        int percentile75,
        int percentile95,
        int most,
        List<Bin> histogram) {

    private static final int BINS = 20;

    /// Values from `from` to `to`, both included.
    public record Bin(int from, int to, long count) {}

    /// Returns null if there are no values.
    static @Nullable Distribution of(int[] values) {
        if (values.length == 0) {
            return null;
        }
        int[] sorted = values.clone();
        Arrays.sort(sorted);
        return new Distribution(
                sorted.length,
                Arrays.stream(sorted).asLongStream().sum() / (double) sorted.length,
                sorted[0],
                percentile(sorted, 5),
                percentile(sorted, 25),
                percentile(sorted, 50),
                percentile(sorted, 75),
                percentile(sorted, 95),
                sorted[sorted.length - 1],
                histogram(sorted));
    }

    private static int percentile(int[] sorted, int percent) {
        return sorted[Math.toIntExact(Math.ceilDiv((long) percent * sorted.length, 100)) - 1];
    }

    private static List<Bin> histogram(int[] sorted) {
        int least = sorted[0];
        long range = (long) sorted[sorted.length - 1] - least + 1;
        int width = Math.toIntExact(Math.ceilDiv(range, BINS));
        long[] counts = new long[Math.toIntExact(Math.ceilDiv(range, width))];
        for (int value : sorted) {
            counts[(value - least) / width]++;
        }
        List<Bin> bins = new ArrayList<>();
        for (int bin = 0; bin < counts.length; bin++) {
            int from = least + bin * width;
            bins.add(new Bin(from, from + width - 1, counts[bin]));
        }
        return bins;
    }
}
