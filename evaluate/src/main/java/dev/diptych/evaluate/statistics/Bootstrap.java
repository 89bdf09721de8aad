package dev.diptych.evaluate.statistics;

import dev.diptych.base.RandomKey;
import java.util.Arrays;
import java.util.function.ToDoubleFunction;
import java.util.random.RandomGenerator;

/// Percentile bootstrap (Efron, 1979) over images: what belongs to one image is drawn together, for the captions of an
/// image are not independent of each other.
///
/// Each resample draws as many images as there are, with replacement, and is given as how often each was drawn. The
/// candidates of a retrieval are not resampled: what varies is who asks, not who is asked for.
public final class Bootstrap {

    private static final int RESAMPLES = 1000;
    private static final double TAIL = 0.025;

    private final int images;
    private final RandomKey key;

    /// @param images how many there are to draw from
    /// @param key equal keys give equal resamples
    public Bootstrap(int images, RandomKey key) {
        this.images = images;
        this.key = key.with("bootstrap");
    }

    /// The interval of each of several statistics over the same resamples. A resample for which a statistic is NaN is
    /// left out of its interval.
    ///
    /// @param statistics from how often each image was drawn to the figure; must not keep the array
    public Interval[] intervals(java.util.List<ToDoubleFunction<int[]>> statistics) {
        double[][] values = new double[statistics.size()][RESAMPLES];
        int[] drawn = new int[images];
        for (int sample = 0; sample < RESAMPLES; sample++) {
            RandomGenerator random = key.with(sample).generator();
            Arrays.fill(drawn, 0);
            for (int i = 0; i < images; i++) {
                drawn[random.nextInt(images)]++;
            }
            for (int s = 0; s < values.length; s++) {
                values[s][sample] = statistics.get(s).applyAsDouble(drawn);
            }
        }
        return Arrays.stream(values).map(Bootstrap::interval).toArray(Interval[]::new);
    }

    Interval interval(ToDoubleFunction<int[]> statistic) {
        return intervals(java.util.List.of(statistic))[0];
    }

    /// Percentage of items that are right, where each image has some items: 100 Σ right / Σ items over those drawn.
    public static ToDoubleFunction<int[]> percentage(int[] rightOfImage, int[] itemsOfImage) {
        return drawn -> {
            long right = 0;
            long items = 0;
            for (int i = 0; i < drawn.length; i++) {
                right += (long) drawn[i] * rightOfImage[i];
                items += (long) drawn[i] * itemsOfImage[i];
            }
            return items == 0 ? Double.NaN : 100.0 * right / items;
        };
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
