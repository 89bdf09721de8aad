package dev.diptych.evaluate.audit;

import dev.diptych.evaluate.statistics.BinaryLogistic;
import dev.diptych.evaluate.statistics.IsotonicRegression;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/// Converts evidence to the probability that a pair matches.
///
/// A logistic regression distinguishes the pairs of the data from texts paired with other images. Its score ranks the
/// pairs. The pairs of the data are a mixture in which a fraction π is as wrong as the artificial pairs. With r(s) the
/// ratio of the two densities at a score s, r falls to π where only mismatched pairs remain, and P(mismatch | s) = π /
/// r(s) (learning from positive and unlabelled examples: Elkan and Noto, 2008). r is an increasing step function
/// ([IsotonicRegression]), π the lowest ratio of the two distribution functions (Blanchard et al., 2010).
final class MismatchPosterior {

    private static final double RIDGE = 1;

    /// The distribution functions are compared from here: below, too few mismatched pairs remain.
    private static final double LEAST_SHARE = 0.1;

    private final double[] weights; // one per feature, then the intercept
    private final double[] knots; // scores, ascending
    private final double[] ratios; // r from each knot on
    private final double wrongShare;

    private MismatchPosterior(double[] weights, double[][] given, double[][] mistaken) {
        this.weights = weights;
        double[] right = Arrays.stream(given).mapToDouble(this::score).sorted().toArray();
        double[] wrong =
                Arrays.stream(mistaken).mapToDouble(this::score).sorted().toArray();
        wrongShare = wrongShare(right, wrong);
        double[] scores = Arrays.copyOf(right, right.length + wrong.length);
        System.arraycopy(wrong, 0, scores, right.length, wrong.length);
        IsotonicRegression rising = IsotonicRegression.fit(scores, labels(right.length, wrong.length));
        knots = rising.scores();
        ratios = Arrays.stream(rising.probabilities())
                .map(level -> level * wrong.length / ((1 - level) * right.length))
                .toArray();
    }

    /// @param given evidence of the pairs of the data
    /// @param mistaken evidence of texts paired with other images
    static MismatchPosterior fit(double[][] given, double[][] mistaken) {
        int count = given.length + mistaken.length;
        double[][] numbers = new double[given[0].length][count];
        double[] targets = new double[count];
        for (int i = 0; i < count; i++) {
            double[] row = i < given.length ? given[i] : mistaken[i - given.length];
            for (int n = 0; n < numbers.length; n++) {
                numbers[n][i] = row[n];
            }
            targets[i] = i < given.length ? 1 : 0;
        }
        return new MismatchPosterior(BinaryLogistic.fit(numbers, targets, RIDGE), given, mistaken);
    }

    /// The score that ranks pairs; lower for more likely mismatches.
    double score(double[] evidence) {
        double score = weights[evidence.length];
        for (int i = 0; i < evidence.length; i++) {
            score += weights[i] * evidence[i];
        }
        return score;
    }

    /// The probability, 0 to 1, that a pair with this score matches; non-decreasing in the score.
    double probability(double score) {
        int place = Arrays.binarySearch(knots, score);
        int knot = Math.clamp(place >= 0 ? place : -place - 2, 0, knots.length - 1);
        return 1 - Math.min(1, wrongShare / Math.max(ratios[knot], 1e-12));
    }

    /// The estimated fraction, 0 to 1, of mismatched pairs.
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

    private static boolean[] labels(int given, int mistaken) {
        boolean[] labels = new boolean[given + mistaken];
        Arrays.fill(labels, 0, given, true);
        return labels;
    }

    /// Indices by ascending score; the sort is stable.
    static int[] order(double[] scores) {
        return IntStream.range(0, scores.length)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> scores[i]))
                .mapToInt(Integer::intValue)
                .toArray();
    }
}
