package dev.diptych.evaluate.detail;

import java.util.ArrayList;
import java.util.List;

/// Reliability diagram of a calibration: observed frequency of matching pairs by predicted
/// probability, on pairs to which it was not fitted (DeGroot and Fienberg, 1983).
///
/// @param bins the bins with pairs, by ascending probability
public record Reliability(List<Bin> bins) {

    private static final int BINS = 10;

    public Reliability {
        bins = List.copyOf(bins);
    }

    /// Pairs of similar probability.
    ///
    /// @param predicted mean predicted probability, 0 to 1
    /// @param observed share of these pairs that match, 0 to 1
    /// @param pairs number of pairs
    public record Bin(double predicted, double observed, int pairs) {}

    /// Bins of equal width.
    ///
    /// @param probabilities predicted probability of each pair
    /// @param matches whether the pair matches
    public static Reliability of(double[] probabilities, boolean[] matches) {
        double[] sums = new double[BINS];
        int[] counts = new int[BINS];
        int[] matching = new int[BINS];
        for (int i = 0; i < probabilities.length; i++) {
            if (Double.isFinite(probabilities[i])) {
                int bin = Math.clamp((int) (probabilities[i] * BINS), 0, BINS - 1);
                sums[bin] += probabilities[i];
                counts[bin]++;
                matching[bin] += matches[i] ? 1 : 0;
            }
        }
        List<Bin> bins = new ArrayList<>();
        for (int bin = 0; bin < BINS; bin++) {
            if (counts[bin] > 0) {
                bins.add(new Bin(sums[bin] / counts[bin], (double) matching[bin] / counts[bin], counts[bin]));
            }
        }
        return new Reliability(bins);
    }
}
