package dev.diptych.evaluate.statistics;

import dev.diptych.base.RandomKey;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.random.RandomGenerator;

/// Percentile bootstrap (Efron, 1979) over images: all data of an image are drawn together, because the captions of an
/// image are not independent.
///
/// Each resample draws as many images as there are, with replacement, and is represented by the count of each image.
/// The candidates of a retrieval are not resampled, only the queries.
public final class Bootstrap {

    private static final int RESAMPLES = 1000;
    private static final double TAIL = 0.025;

    private final int images;
    private final RandomKey key;

    /// @param images number of images to draw from
    /// @param key equal keys give equal resamples
    public Bootstrap(int images, RandomKey key) {
        this.images = images;
        this.key = key.with("bootstrap");
    }

    /// Intervals of several statistics over the same resamples. Resamples for which a statistic is
    /// NaN are excluded from its interval.
    ///
    /// @param statistics compute a statistic from the count of each image; must not retain the array
    public Interval[] intervals(List<ToDoubleFunction<int[]>> statistics) {
        return Arrays.stream(resampled(statistics)).map(Bootstrap::interval).toArray(Interval[]::new);
    }

    /// Intervals of several statistics that are computed together.
    ///
    /// @param count number of statistics
    /// @param statistics computes all of them from the count of each image; must not retain the array
    public Interval[] intervals(int count, Function<int[], double[]> statistics) {
        double[][] values = new double[count][RESAMPLES];
        for (int sample = 0; sample < RESAMPLES; sample++) {
            double[] computed = statistics.apply(drawn(sample));
            for (int s = 0; s < count; s++) {
                values[s][sample] = computed[s];
            }
        }
        return Arrays.stream(values).map(Bootstrap::interval).toArray(Interval[]::new);
    }

    /// The values of several statistics in the same resamples.
    ///
    /// @return one row per statistic
    public double[][] resampled(List<ToDoubleFunction<int[]>> statistics) {
        double[][] values = new double[statistics.size()][RESAMPLES];
        for (int sample = 0; sample < RESAMPLES; sample++) {
            int[] drawn = drawn(sample);
            for (int s = 0; s < values.length; s++) {
                values[s][sample] = statistics.get(s).applyAsDouble(drawn);
            }
        }
        return values;
    }

    private int[] drawn(int sample) {
        RandomGenerator random = key.with(sample).generator();
        int[] drawn = new int[images];
        for (int i = 0; i < images; i++) {
            drawn[random.nextInt(images)]++;
        }
        return drawn;
    }

    /// Linear interpolation between order statistics, as NumPy's `percentile` does by default.
    public static double quantile(double[] sorted, double share) {
        double place = share * (sorted.length - 1);
        int below = (int) place;
        int above = Math.min(below + 1, sorted.length - 1);
        return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
    }

    private static Interval interval(double[] values) {
        double[] sorted =
                Arrays.stream(values).filter(v -> !Double.isNaN(v)).sorted().toArray();
        return sorted.length == 0
                ? new Interval(Double.NaN, Double.NaN)
                : new Interval(quantile(sorted, TAIL), quantile(sorted, 1 - TAIL));
    }
}
