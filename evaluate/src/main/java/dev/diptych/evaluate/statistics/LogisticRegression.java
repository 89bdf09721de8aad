package dev.diptych.evaluate.statistics;

import dev.diptych.torch.Gradients;
import dev.diptych.torch.Operators;
import dev.diptych.torch.Precision;
import dev.diptych.torch.TensorScope;
import dev.diptych.torch.Tensors;
import org.bytedeco.pytorch.Tensor;

/// Multinomial logistic regression in float64: minimises Σ −ln p(label) + λ/2 ‖W‖² over the weights W and free biases,
/// which is scikit-learn's `LogisticRegression` with C = 1/λ.
public final class LogisticRegression {

    private static final int ITERATIONS = 1000; // as in CLIP's linear probes

    private final int classes;
    private final int width;
    private final double[] parameters; // [C, D] weights, then [C] biases

    private LogisticRegression(int classes, int width, double[] parameters) {
        this.classes = classes;
        this.width = width;
        this.parameters = parameters;
    }

    /// All weights zero: uniform probabilities.
    public static LogisticRegression zero(int classes, int width) {
        return new LogisticRegression(classes, width, new double[classes * (width + 1)]);
    }

    /// Fits to these examples, starting from the parameters of this model.
    ///
    /// @param features float64 [N, D]
    /// @param labels `[N]`
    /// @param l2 λ
    /// @param tolerance largest allowed element of the gradient of the mean loss
    public LogisticRegression fit(Tensor features, int[] labels, double l2, double tolerance) {
        try (var _ = TensorScope.open();
                var _ = Gradients.disabled();
                var _ = Precision.FP32.enter()) {
            Tensor classOf = Tensors.index(labels).view(labels.length, 1); // [N, 1]
            Tensor minusOne = Operators.toDouble(Operators.scale(Tensors.ones(labels.length, 1), -1)); // [N, 1]
            double[] found = Lbfgs.minimise(
                    (x, gradient) -> loss(features, classOf, minusOne, l2, x, gradient),
                    parameters,
                    tolerance,
                    ITERATIONS);
            return new LogisticRegression(classes, width, found);
        }
    }

    /// ln p of each class for each row of `features`: float64 [N, C], in the enclosing scope.
    public Tensor logProbabilities(Tensor features) {
        try (var scope = TensorScope.open();
                var _ = Gradients.disabled();
                var _ = Precision.FP32.enter()) {
            return scope.keep(logProbabilities(features, parameters));
        }
    }

    /// The weights [C, D] and then the biases `[C]`, row by row.
    double[] parameters() {
        return parameters.clone();
    }

    private double loss(Tensor features, Tensor classOf, Tensor minusOne, double l2, double[] x, double[] gradient) {
        try (var _ = TensorScope.open()) {
            double count = classOf.size(0);
            Tensor logs = logProbabilities(features, x); // [N, C]
            double value = -Tensors.item(logs.gather(1, classOf).sum());
            Tensor errors = logs.exp().scatter_add(1, classOf, minusOne); // [N, C], probability − truth
            double[] weights = Tensors.doubles(errors.t().matmul(features)); // [C, D]
            double[] biases = Tensors.doubles(Operators.sum(errors, 0, false)); // [C]
            double squares = 0;
            for (int i = 0; i < weights.length; i++) {
                squares += x[i] * x[i];
                gradient[i] = (weights[i] + l2 * x[i]) / count;
            }
            for (int c = 0; c < classes; c++) {
                gradient[weights.length + c] = biases[c] / count;
            }
            return (value + l2 / 2 * squares) / count;
        }
    }

    private Tensor logProbabilities(Tensor features, double[] x) {
        Tensor all = Tensors.of(x, (long) classes * (width + 1));
        Tensor weights = all.narrow(0, 0, (long) classes * width).view(classes, width); // [C, D]
        Tensor biases = all.narrow(0, (long) classes * width, classes).view(1, classes); // [1, C]
        return Operators.logSoftmax(features.matmul(weights.t()).add(biases), 1); // [N, C]
    }
}
