package dev.diptych.audit;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/// From evidence to the probability that a pair belongs together.
///
/// A logistic regression tells the pairs of the data from texts put at other images. Its score orders the pairs. The
/// pairs of the data are a mixture, though: a share π of them is as wrong as those. With r(s) the ratio of the
/// densities of the two at a score s, r falls to π where only wrong pairs are left, and P(wrong | s) = π / r(s)
/// (learning from positive and unlabelled examples: Elkan and Noto, 2008). r comes from a rising step function (pool
/// adjacent violators: Ayer et al., 1955), π from the lowest ratio of the two distribution functions (Blanchard et al.,
/// 2010).
final class Belief {

    private static final double RIDGE = 1;
    private static final int ITERATIONS = 50;

    /// The distribution functions are compared from here on: below, too few wrong pairs are left to tell.
    private static final double LEAST_SHARE = 0.1;

    private final double[] mean;
    private final double[] spread;
    private final double[] weights; // of each number of the evidence, and last the intercept
    private final double[] knots; // scores, rising
    private final double[] ratios; // r from each knot on
    private final double wrongShare;

    private Belief(double[] mean, double[] spread, double[] weights, double[][] given, double[][] mistaken) {
        this.mean = mean;
        this.spread = spread;
        this.weights = weights;
        double[] right = Arrays.stream(given).mapToDouble(this::score).sorted().toArray();
        double[] wrong =
                Arrays.stream(mistaken).mapToDouble(this::score).sorted().toArray();
        wrongShare = wrongShare(right, wrong);
        int count = right.length + wrong.length;
        double[] scores = new double[count];
        boolean[] isGiven = new boolean[count];
        merge(right, wrong, scores, isGiven);
        double[] levels = risingShares(scores, isGiven);
        knots = scores;
        ratios = Arrays.stream(levels)
                .map(level -> level * wrong.length / Math.max((1 - level) * right.length, 1e-12))
                .toArray();
    }

    /// @param given evidence of the pairs of the data
    /// @param mistaken evidence of texts put at other images
    static Belief fit(double[][] given, double[][] mistaken) {
        int width = given[0].length;
        double[] mean = new double[width];
        double[] spread = new double[width];
        int count = given.length + mistaken.length;
        for (double[][] rows : new double[][][] {given, mistaken}) {
            for (double[] row : rows) {
                for (int i = 0; i < width; i++) {
                    mean[i] += row[i] / count;
                }
            }
        }
        for (double[][] rows : new double[][][] {given, mistaken}) {
            for (double[] row : rows) {
                for (int i = 0; i < width; i++) {
                    spread[i] += (row[i] - mean[i]) * (row[i] - mean[i]) / count;
                }
            }
        }
        for (int i = 0; i < width; i++) {
            spread[i] = Math.sqrt(spread[i]);
        }
        double[] weights = new double[width + 1];
        for (int iteration = 0; iteration < ITERATIONS; iteration++) {
            double[][] hessian = new double[width + 1][width + 1];
            double[] gradient = new double[width + 1];
            accumulate(given, 1, mean, spread, weights, hessian, gradient);
            accumulate(mistaken, 0, mean, spread, weights, hessian, gradient);
            for (int i = 0; i <= width; i++) {
                hessian[i][i] += RIDGE;
                gradient[i] += RIDGE * weights[i];
            }
            double[] step = LinearEquations.solve(hessian, gradient);
            double largest = 0;
            for (int i = 0; i <= width; i++) {
                weights[i] -= step[i];
                largest = Math.max(largest, Math.abs(step[i]));
            }
            if (largest < 1e-8) {
                break;
            }
        }
        return new Belief(mean, spread, weights, given, mistaken);
    }

    /// Orders pairs: the lower, the less they belong together.
    double score(double[] evidence) {
        return score(evidence, mean, spread, weights);
    }

    /// The probability, 0 to 1, that a pair of this score belongs together; never falls as the score rises.
    double probability(double score) {
        int place = Arrays.binarySearch(knots, score);
        int knot = Math.clamp(place >= 0 ? place : -place - 2, 0, knots.length - 1);
        return 1 - Math.min(1, wrongShare / Math.max(ratios[knot], 1e-12));
    }

    /// The estimated share, 0 to 1, of the data's pairs that do not belong together.
    double wrongShare() {
        return wrongShare;
    }

    private static double wrongShare(double[] given, double[] wrong) {
        double least = 1;
        int below = 0;
        for (int i = 0; i < wrong.length; i++) {
            while (below < given.length && given[below] <= wrong[i]) {
                below++;
            }
            double share = (i + 1.0) / wrong.length;
            if (share >= LEAST_SHARE) {
                least = Math.min(least, (below + 1.0) / (given.length + 1.0) / share);
            }
        }
        return least;
    }

    private static void merge(double[] right, double[] wrong, double[] scores, boolean[] isGiven) {
        int r = 0;
        int w = 0;
        for (int i = 0; i < scores.length; i++) {
            boolean takeRight = w == wrong.length || (r < right.length && right[r] <= wrong[w]);
            scores[i] = takeRight ? right[r++] : wrong[w++];
            isGiven[i] = takeRight;
        }
    }

    /// The share of given pairs at each place, made to rise.
    private static double[] risingShares(double[] scores, boolean[] isGiven) {
        int blocks = 0;
        double[] sums = new double[scores.length];
        int[] counts = new int[scores.length];
        for (int at = 0; at < scores.length; ) {
            sums[blocks] = 0;
            counts[blocks] = 0;
            for (double score = scores[at]; at < scores.length && scores[at] == score; at++) {
                sums[blocks] += isGiven[at] ? 1 : 0;
                counts[blocks]++;
            }
            blocks++;
            while (blocks > 1 && sums[blocks - 2] * counts[blocks - 1] >= sums[blocks - 1] * counts[blocks - 2]) {
                blocks--;
                sums[blocks - 1] += sums[blocks];
                counts[blocks - 1] += counts[blocks];
            }
        }
        double[] shares = new double[scores.length];
        for (int block = 0, at = 0; block < blocks; block++) {
            Arrays.fill(shares, at, at + counts[block], sums[block] / counts[block]);
            at += counts[block];
        }
        return shares;
    }

    private static void accumulate(
            double[][] rows,
            double label,
            double[] mean,
            double[] spread,
            double[] weights,
            double[][] hessian,
            double[] gradient) {
        int width = mean.length;
        double[] x = new double[width + 1];
        for (double[] row : rows) {
            for (int i = 0; i < width; i++) {
                x[i] = standard(row[i], mean[i], spread[i]);
            }
            x[width] = 1;
            double p = 1 / (1 + Math.exp(-score(row, mean, spread, weights)));
            for (int i = 0; i <= width; i++) {
                gradient[i] += (p - label) * x[i];
                for (int j = 0; j <= width; j++) {
                    hessian[i][j] += p * (1 - p) * x[i] * x[j];
                }
            }
        }
    }

    private static double score(double[] row, double[] mean, double[] spread, double[] weights) {
        double score = weights[mean.length];
        for (int i = 0; i < mean.length; i++) {
            score += weights[i] * standard(row[i], mean[i], spread[i]);
        }
        return score;
    }

    private static double standard(double value, double mean, double spread) {
        return spread < 1e-9 ? 0 : (value - mean) / spread;
    }

    /// Places by rising score; equal scores keep their order.
    static int[] order(double[] scores) {
        return IntStream.range(0, scores.length)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> scores[i]))
                .mapToInt(Integer::intValue)
                .toArray();
    }
}
