package dev.diptych.evaluate.calibration;

import dev.diptych.base.InvalidInputException;
import dev.diptych.base.RandomKey;
import dev.diptych.data.Pairs;
import dev.diptych.evaluate.detail.Reliability;
import dev.diptych.evaluate.retrieval.Embeddings;
import dev.diptych.evaluate.retrieval.PairScorer;
import dev.diptych.evaluate.statistics.IsotonicRegression;
import dev.diptych.evaluate.statistics.PlattScaling;
import dev.diptych.model.Calibration;
import dev.diptych.model.ProbabilityCurve;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.DoubleUnaryOperator;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Fits match probabilities to one half of the images and evaluates them on the other half.
///
/// Platt scaling and isotonic regression are both fitted; the one with the lower Brier score in five-fold
/// cross-validation on the first half provides the probabilities. Nothing is selected on the half used for
/// evaluation.
///
/// @param calibration the fitted calibration
/// @param values errors on unseen pairs by their names in `metrics.json`, in a fixed order
/// @param reliability of the probabilities on unseen pairs
public record CalibrationFit(Calibration calibration, Map<String, Double> values, Reliability reliability) {

    private static final int LEAST_PAIRS = 100;
    private static final String PREFIX = "calibration.";

    /// @param scorer the matching head, if the model has one
    /// @param precision requested precision (0 to 1) above the threshold
    /// @throws InvalidInputException if there are fewer than a hundred pairs for fitting or for evaluation
    public static CalibrationFit of(
            Pairs pairs, Embeddings embeddings, @Nullable PairScorer scorer, double precision, RandomKey key) {
        int[] order = shuffled(pairs.images().size(), key.with("order").generator());
        int half = (order.length + 1) / 2;
        var fitting = CalibrationPairs.draw(pairs, embeddings, scorer, Arrays.copyOf(order, half), key.with("fitting"));
        var unseen = CalibrationPairs.draw(
                pairs, embeddings, scorer, Arrays.copyOfRange(order, half, order.length), key.with("unseen"));
        if (Math.min(fitting.size(), unseen.size()) < LEAST_PAIRS) {
            throw new InvalidInputException(
                    "calibration has %d pairs for fitting and %d for evaluation; pass data with at least %d captions"
                            .formatted(fitting.size(), unseen.size(), LEAST_PAIRS));
        }
        ProbabilityCurve cosine = curve(fitting, CalibrationFit::cosineCurve, CalibrationPairs::cosines);
        Calibration.Joint joint = scorer == null ? null : joint(fitting);
        Calibration calibration = new Calibration(
                cosine,
                joint,
                PrecisionThresholds.of(fitting.cosines(), fitting.belongs(), precision),
                pairs.digest(),
                fitting.size());
        return new CalibrationFit(
                calibration,
                measure(calibration, unseen, precision),
                Reliability.of(
                        Arrays.stream(unseen.cosines())
                                .map(calibration::probability)
                                .toArray(),
                        unseen.belongs()));
    }

    /// From pairs to scores.
    private interface Scores {
        double[] of(CalibrationPairs pairs);
    }

    /// From pairs to a curve over one of their scores.
    private interface Fit {
        ProbabilityCurve of(CalibrationPairs pairs, ProbabilityCurve.Method method);
    }

    private static ProbabilityCurve cosineCurve(CalibrationPairs pairs, ProbabilityCurve.Method method) {
        double[] cosines = finite(pairs.cosines());
        return curve(cosines, PlattScaling.fit(new double[][] {cosines}, pairs.belongs()), pairs.belongs(), method);
    }

    private static ProbabilityCurve curve(
            double[] scores, double[] platt, boolean[] belongs, ProbabilityCurve.Method method) {
        IsotonicRegression steps = IsotonicRegression.fit(scores, belongs);
        return new ProbabilityCurve(method, platt[0], platt[1], steps.scores(), steps.probabilities());
    }

    private static Calibration.Joint joint(CalibrationPairs pairs) {
        double[] weights = jointWeights(pairs);
        Scores sums = each -> sums(each, weights);
        Fit fit = (each, method) -> {
            double[] scores = finite(sums.of(each));
            double[] platt = PlattScaling.fit(new double[][] {scores}, each.belongs());
            return curve(scores, platt, each.belongs(), method);
        };
        return new Calibration.Joint(weights[0], weights[1], curve(pairs, fit, sums));
    }

    private static double[] jointWeights(CalibrationPairs pairs) {
        return PlattScaling.fit(new double[][] {finite(pairs.cosines()), finite(matching(pairs))}, pairs.belongs());
    }

    private static double[] sums(CalibrationPairs pairs, double[] weights) {
        double[] matching = matching(pairs);
        return IntStream.range(0, pairs.size())
                .mapToDouble(i -> weights[0] * pairs.cosines()[i] + weights[1] * matching[i])
                .toArray();
    }

    private static double[] matching(CalibrationPairs pairs) {
        return java.util.Objects.requireNonNull(pairs.matching());
    }

    /// The curve of the method with the lower Brier score over the folds.
    private static ProbabilityCurve curve(CalibrationPairs pairs, Fit fit, Scores scores) {
        double platt = 0;
        double isotonic = 0;
        for (int fold = 0; fold < CalibrationPairs.FOLDS; fold++) {
            ProbabilityCurve curve = fit.of(pairs.fold(fold, false), ProbabilityCurve.Method.PLATT);
            CalibrationPairs left = pairs.fold(fold, true);
            platt += left.size() * error(curve::platt, scores.of(left), left).brier();
            isotonic +=
                    left.size() * error(curve::isotonic, scores.of(left), left).brier();
        }
        return fit.of(pairs, isotonic < platt ? ProbabilityCurve.Method.ISOTONIC : ProbabilityCurve.Method.PLATT);
    }

    private static Map<String, Double> measure(Calibration calibration, CalibrationPairs unseen, double precision) {
        Map<String, Double> values = new LinkedHashMap<>();
        CalibrationError chosen = error(calibration::probability, unseen.cosines(), unseen);
        values.put(PREFIX + "ece", chosen.expected());
        values.put(PREFIX + "brier", chosen.brier());
        OptionalDouble threshold = calibration.threshold(precision);
        values.put(PREFIX + "wanted_precision", 100 * precision);
        values.put(PREFIX + "threshold", threshold.orElse(Double.NaN));
        putAbove(values, unseen, threshold.orElse(Double.NaN));
        put(values, "cosine.", calibration.cosine(), unseen.cosines(), unseen);
        Calibration.Joint joint = calibration.withMatching();
        if (joint != null) {
            double[] sums = sums(unseen, new double[] {joint.cosineWeight(), joint.matchingWeight()});
            put(values, "cosine_and_matching.", joint.curve(), sums, unseen);
        }
        values.put(PREFIX + "fitted_pairs", (double) calibration.pairs());
        values.put(PREFIX + "unseen_pairs", (double) unseen.size());
        return values;
    }

    private static void put(
            Map<String, Double> values, String of, ProbabilityCurve curve, double[] scores, CalibrationPairs unseen) {
        CalibrationError platt = error(curve::platt, scores, unseen);
        CalibrationError isotonic = error(curve::isotonic, scores, unseen);
        values.put(PREFIX + of + "platt_ece", platt.expected());
        values.put(PREFIX + of + "platt_brier", platt.brier());
        values.put(PREFIX + of + "isotonic_ece", isotonic.expected());
        values.put(PREFIX + of + "isotonic_brier", isotonic.brier());
    }

    /// Precision and recall of the unseen pairs at the threshold.
    private static void putAbove(Map<String, Double> values, CalibrationPairs unseen, double threshold) {
        int above = 0;
        int right = 0;
        int all = 0;
        for (int i = 0; i < unseen.size(); i++) {
            boolean over = unseen.cosines()[i] >= threshold;
            above += over ? 1 : 0;
            right += over && unseen.belongs()[i] ? 1 : 0;
            all += unseen.belongs()[i] ? 1 : 0;
        }
        values.put(PREFIX + "precision", above == 0 ? Double.NaN : 100.0 * right / above);
        values.put(PREFIX + "recall", Double.isNaN(threshold) ? Double.NaN : 100.0 * right / all);
    }

    private static CalibrationError error(DoubleUnaryOperator curve, double[] scores, CalibrationPairs pairs) {
        return CalibrationError.of(Arrays.stream(scores).map(curve).toArray(), pairs.belongs());
    }

    /// NaN counts as a score below all others.
    private static double[] finite(double[] scores) {
        double least = Arrays.stream(scores).filter(Double::isFinite).min().orElse(0);
        return Arrays.stream(scores)
                .map(score -> Double.isFinite(score) ? score : least - 1)
                .toArray();
    }

    private static int[] shuffled(int count, RandomGenerator random) {
        List<Integer> order =
                new java.util.ArrayList<>(IntStream.range(0, count).boxed().toList());
        java.util.Collections.shuffle(order, java.util.Random.from(random));
        return order.stream().mapToInt(Integer::intValue).toArray();
    }
}
