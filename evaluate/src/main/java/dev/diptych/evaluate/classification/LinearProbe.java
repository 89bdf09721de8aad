package dev.diptych.evaluate.classification;

import dev.diptych.evaluate.statistics.LogisticRegression;
import dev.diptych.torch.Operators;
import dev.diptych.torch.TensorScope;
import dev.diptych.torch.Tensors;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.bytedeco.pytorch.Tensor;

/// Accuracy of a linear classifier on frozen image features, by CLIP's protocol (Radford et al., 2021, appendix A.3):
/// logistic regression on the pooled vectors of the image encoder before the projection, without further
/// normalisation. The L2 regularisation is chosen on a validation part, from seven powers of ten between 10⁻⁶ and 10⁶
/// down to an eighth of a decade around the best. The final classifier is fitted to the training and validation parts
/// together.
public final class LinearProbe {

    private static final int STEPS_A_DECADE = 8;
    private static final int FARTHEST = 6 * STEPS_A_DECADE;
    private static final int FIRST_STRIDE = 2 * STEPS_A_DECADE;
    private static final double SEARCH_TOLERANCE = 1e-5;
    private static final double TOLERANCE = 1e-7;

    private LinearProbe() {}

    /// Features [N, D] float32 and the class of each row.
    record Examples(Tensor features, int[] labels) {

        Examples select(int[] rows) {
            return new Examples(
                    Operators.select(features, 0, Tensors.index(rows)),
                    Arrays.stream(rows).map(row -> labels[row]).toArray());
        }

        Examples plus(Examples other) {
            int[] all = Arrays.copyOf(labels, labels.length + other.labels.length);
            System.arraycopy(other.labels, 0, all, labels.length, other.labels.length);
            return new Examples(Operators.concatenate(0, features, other.features), all);
        }
    }

    /// @param result on the test part
    /// @param l2 the chosen λ of the penalty λ/2 ‖W‖² added to the summed loss; scikit-learn's C is 1/λ
    record Result(ClassificationResult result, double l2) {}

    /// Search result for one regularisation strength.
    private record Trial(LogisticRegression fit, double accuracy, double loss) {

        boolean better(Trial other) {
            return accuracy > other.accuracy || accuracy == other.accuracy && loss < other.loss;
        }
    }

    static Result evaluate(Examples training, Examples validation, Examples test, int classes) {
        try (var _ = TensorScope.open()) {
            int step = strength(training, validation, classes);
            double l2 = l2(step);
            Examples both = training.plus(validation);
            LogisticRegression fit = LogisticRegression.zero(classes, width(both))
                    .fit(Operators.toDouble(both.features()), both.labels(), l2, TOLERANCE);
            Tensor logs = fit.logProbabilities(Operators.toDouble(test.features())); // [N, C]
            return new Result(
                    new ClassificationResult(ranks(logs, test.labels(), classes), test.labels(), classes), l2);
        }
    }

    /// The number of steps from λ = 1 to the strength with the best validation accuracy; ties are resolved by the
    /// lower validation loss.
    private static int strength(Examples training, Examples validation, int classes) {
        Tensor features = Operators.toDouble(training.features());
        Tensor validationFeatures = Operators.toDouble(validation.features());
        Map<Integer, Trial> trials = new TreeMap<>();
        LogisticRegression from = LogisticRegression.zero(classes, width(training));
        int best = FARTHEST;
        for (int step = FARTHEST; step >= -FARTHEST; step -= FIRST_STRIDE) { // the strongest is the fastest to fit
            from = from.fit(features, training.labels(), l2(step), SEARCH_TOLERANCE);
            trials.put(step, trial(from, validationFeatures, validation.labels(), classes));
            best = better(trials, step, best);
        }
        for (int stride = FIRST_STRIDE / 2; stride >= 1; stride /= 2) {
            LogisticRegression centre = trial(trials, best).fit();
            for (int step : new int[] {best + stride, best - stride}) {
                if (Math.abs(step) <= FARTHEST) {
                    var fit = centre.fit(features, training.labels(), l2(step), SEARCH_TOLERANCE);
                    trials.put(step, trial(fit, validationFeatures, validation.labels(), classes));
                }
            }
            for (int step : new int[] {best + stride, best - stride}) {
                best = trials.containsKey(step) ? better(trials, step, best) : best;
            }
        }
        return best;
    }

    private static int better(Map<Integer, Trial> trials, int step, int best) {
        return trial(trials, step).better(trial(trials, best)) ? step : best;
    }

    private static Trial trial(Map<Integer, Trial> trials, int step) {
        return java.util.Objects.requireNonNull(trials.get(step));
    }

    private static Trial trial(LogisticRegression fit, Tensor features, int[] labels, int classes) {
        try (var _ = TensorScope.open()) {
            Tensor logs = fit.logProbabilities(features);
            Tensor own = logs.gather(1, Tensors.index(labels).view(labels.length, 1));
            long right = Arrays.stream(ranks(logs, labels, classes))
                    .filter(rank -> rank == 1)
                    .count();
            return new Trial(fit, (double) right / labels.length, -Tensors.item(own.sum()) / labels.length);
        }
    }

    /// The rank of each row's true class, with ties and NaN counted against it.
    private static int[] ranks(Tensor logs, int[] labels, int classes) {
        double[] values = Tensors.doubles(logs);
        int[] ranks = new int[labels.length];
        for (int row = 0; row < ranks.length; row++) {
            double own = values[row * classes + labels[row]];
            ranks[row] = 1;
            for (int c = 0; c < classes; c++) {
                ranks[row] += c != labels[row] && !(values[row * classes + c] < own) ? 1 : 0;
            }
        }
        return ranks;
    }

    private static double l2(int step) {
        return Math.pow(10, (double) step / STEPS_A_DECADE);
    }

    private static int width(Examples examples) {
        return Math.toIntExact(examples.features().size(1));
    }
}
