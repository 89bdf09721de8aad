package dev.diptych.evaluate.statistics;

import java.util.Arrays;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/// The ratio of two densities of a score, which does not decrease with the score, estimated from a sample of each.
///
/// Each value is distributed over the two nearest of evenly spaced knots by linear interpolation; isotonic regression
/// of the weights at the knots gives the ratio at each knot, and linear interpolation its logarithm between them. The
/// estimate is therefore a continuous function of the values: rounding errors of the values change it in proportion,
/// also where they exchange two values. A regression of the values themselves has a step at every exchange.
/// Immutable and thread-safe.
public final class DensityRatio {

    private static final int MOST_KNOTS = 10_000;

    private final double first; // a multiple of the spacing, so that rounding of a value does not move the knots
    private final double spacing;
    private final int knots;
    private final double[] numerators; // weight at each knot
    private final double[] denominators;
    private final double[] ratios; // non-decreasing

    private DensityRatio(double[] numerator, double[] denominator, double spacing) {
        var range = DoubleStream.concat(Arrays.stream(numerator), Arrays.stream(denominator))
                .summaryStatistics();
        this.spacing = Math.max(spacing, (range.getMax() - range.getMin()) / (MOST_KNOTS - 2));
        first = Math.floor(range.getMin() / this.spacing) * this.spacing;
        knots = 1 + (int) Math.ceil((range.getMax() - first) / this.spacing);
        numerators = weights(numerator);
        denominators = weights(denominator);
        ratios = ratios(numerator.length, denominator.length);
    }

    /// @param numerator values of the first sample, in any order
    /// @param denominator values of the second sample
    /// @param spacing distance of the knots, in the unit of the values; the ratio should not change much within it
    /// @throws IllegalArgumentException if a sample is empty or a value is not finite
    public static DensityRatio fit(double[] numerator, double[] denominator, double spacing) {
        if (numerator.length == 0 || denominator.length == 0) {
            throw new IllegalArgumentException("A sample is empty");
        }
        if (!DoubleStream.concat(Arrays.stream(numerator), Arrays.stream(denominator))
                .allMatch(Double::isFinite)) {
            throw new IllegalArgumentException("A value is not finite");
        }
        return new DensityRatio(numerator, denominator, spacing);
    }

    /// The density of the first sample divided by that of the second; positive and finite.
    public double at(double score) {
        double place = place(score);
        int knot = (int) place;
        double share = place - knot;
        if (share == 0) {
            return ratios[knot];
        }
        double next = ratios[knot + 1];
        return Math.min(next, ratios[knot] * Math.pow(next / ratios[knot], share));
    }

    /// The lowest ratio of the two distribution functions, from the score on below which there is a given part of the
    /// second sample. It estimates the least fraction of the first sample that is distributed like the second
    /// (Blanchard et al., 2010).
    ///
    /// @param from part of the second sample, above 0 and at most 1
    /// @return at most 1
    public double lowestDistributionRatio(double from) {
        double given = Arrays.stream(numerators).sum();
        double other = Arrays.stream(denominators).sum();
        double lowest = 1;
        double below = 0; // of the first sample
        double share = 0; // of the second
        for (int knot = 0; knot < numerators.length; knot++) {
            double next = share + denominators[knot] / other;
            if (next >= from && share < from) {
                double part = (from - share) / (next - share);
                lowest = Math.min(lowest, (below + part * numerators[knot] + 1) / (given + 1) / from);
            }
            below += numerators[knot];
            share = next;
            if (share >= from) {
                lowest = Math.min(lowest, (below + 1) / (given + 1) / share);
            }
        }
        return lowest;
    }

    // Between two knots, counted from the first.
    private double place(double score) {
        return Math.clamp((score - first) / spacing, 0, knots - 1);
    }

    private double[] weights(double[] values) {
        double[] weights = new double[knots];
        for (double value : values) {
            double place = place(value);
            int knot = (int) place;
            double share = place - knot;
            weights[knot] += 1 - share;
            if (share > 0) {
                weights[knot + 1] += share;
            }
        }
        return weights;
    }

    private double[] ratios(int numeratorCount, int denominatorCount) {
        int[] filled = IntStream.range(0, numerators.length)
                .filter(knot -> numerators[knot] + denominators[knot] > 0)
                .toArray();
        double[] right = Arrays.stream(filled).mapToDouble(k -> numerators[k]).toArray();
        double[] pairs = Arrays.stream(filled)
                .mapToDouble(k -> numerators[k] + denominators[k])
                .toArray();
        double least = 1.0 / (numeratorCount + denominatorCount + 2); // no sample justifies certainty
        double[] ratios = new double[numerators.length];
        int from = 0;
        int next = 0; // the first knot without a ratio
        for (int end : IsotonicRegression.pooled(right, pairs)) {
            double level = Math.clamp(
                    IsotonicRegression.sum(right, from, end) / IsotonicRegression.sum(pairs, from, end),
                    least,
                    1 - least);
            int last = end == filled.length ? numerators.length : filled[end - 1] + 1;
            Arrays.fill(ratios, next, last, level * denominatorCount / ((1 - level) * numeratorCount));
            next = last;
            from = end;
        }
        return ratios;
    }
}
