package dev.diptych.evaluate.audit;

import dev.diptych.evaluate.statistics.BinaryLogistic;
import dev.diptych.evaluate.statistics.DensityRatio;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/// Converts evidence to the probability that a pair matches.
///
/// A logistic regression distinguishes the pairs of the data from texts paired with other images. Its score ranks the
/// pairs. The pairs of the data are a mixture in which a fraction π is as wrong as the artificial pairs. With r(s) the
/// ratio of the two densities at a score s, r falls to π where only mismatched pairs remain, and P(mismatch | s) = π /
/// r(s) (learning from positive and unlabelled examples: Elkan and Noto, 2008). r does not decrease with the score
/// ([DensityRatio]); π is the lowest ratio of the two distribution functions (Blanchard et al., 2010). Both are
/// continuous functions of the evidence.
final class MismatchPosterior {

    private static final double RIDGE = 1;

    /// The distribution functions are compared from here: below, too few mismatched pairs remain.
    private static final double LEAST_SHARE = 0.1;

    /// Distance of the knots of the ratio. Scores are log-odds: r changes by a factor of about 1.6 in between.
    private static final double SPACING = 0.5;

    private final double[] weights; // one per feature, then the intercept
    private final DensityRatio ratio; // of the pairs of the data to artificial pairs
    private final double wrongShare;

    private MismatchPosterior(double[] weights, double[][] given, double[][] mistaken) {
        this.weights = weights;
        ratio = DensityRatio.fit(scores(given), scores(mistaken), SPACING);
        wrongShare = ratio.lowestDistributionRatio(LEAST_SHARE);
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
        return 1 - Math.min(1, wrongShare / ratio.at(score));
    }

    /// The estimated fraction, 0 to 1, of mismatched pairs.
    double wrongShare() {
        return wrongShare;
    }

    private double[] scores(double[][] evidence) {
        return Arrays.stream(evidence).mapToDouble(this::score).toArray();
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
