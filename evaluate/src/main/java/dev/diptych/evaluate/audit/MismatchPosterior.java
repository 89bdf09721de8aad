package dev.diptych.evaluate.audit;

import dev.diptych.evaluate.statistics.BinaryLogistic;
import dev.diptych.evaluate.statistics.IsotonicRegression;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/// From evidence to the probability that a pair belongs together.
///
/// A logistic regression tells the pairs of the data from texts put at other images. Its score orders the pairs. The
/// pairs of the data are a mixture, though: a share π of them is as wrong as those. With r(s) the ratio of the
/// densities of the two at a score s, r falls to π where only wrong pairs are left, and P(wrong | s) = π / r(s)
/// (learning from positive and unlabelled examples: Elkan and Noto, 2008). r comes from a rising step function
/// ([IsotonicRegression]), π from the lowest ratio of the two distribution functions (Blanchard et al.,
/// 2010).
final class MismatchPosterior {

    private static final double RIDGE = 1;

    /// The distribution functions are compared from here on: below, too few wrong pairs are left to tell.
    private static final double LEAST_SHARE = 0.1;

    private final double[] weights; // of each number of the evidence, and last the intercept
    private final double[] knots; // scores, rising
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
    /// @param mistaken evidence of texts put at other images
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

    /// Orders pairs: the lower, the less they belong together.
    double score(double[] evidence) {
        double score = weights[evidence.length];
        for (int i = 0; i < evidence.length; i++) {
            score += weights[i] * evidence[i];
        }
        return score;
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

    private static boolean[] labels(int given, int mistaken) {
        boolean[] labels = new boolean[given + mistaken];
        Arrays.fill(labels, 0, given, true);
        return labels;
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
