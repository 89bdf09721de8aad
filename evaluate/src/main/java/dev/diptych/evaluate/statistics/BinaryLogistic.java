package dev.diptych.evaluate.statistics;

import java.util.Arrays;

/// Binary logistic regression on a few features, by Newton's method in float64.
///
/// Features are standardised internally; a constant feature gets the weight 0.
public final class BinaryLogistic {

    private static final int ITERATIONS = 100;
    private static final double CONVERGED = 1e-12;
    private static final double DAMPING = 1e-10;

    private BinaryLogistic() {}

    /// The weight of each feature and, last, the intercept.
    ///
    /// @param numbers features, `[features][examples]`
    /// @param targets `[examples]` target probability of each example
    /// @param ridge L2 penalty on the weights of the standardised features: ridge / 2 times their squared sum
    public static double[] fit(double[][] numbers, double[] targets, double ridge) {
        int count = targets.length;
        int weights = numbers.length;
        double[] mean = new double[weights];
        double[] spread = new double[weights];
        double[][] x = new double[weights + 1][count]; // standardised, and ones
        for (int w = 0; w < weights; w++) {
            for (double number : numbers[w]) {
                mean[w] += number / count;
            }
            for (double number : numbers[w]) {
                spread[w] += (number - mean[w]) * (number - mean[w]) / count;
            }
            spread[w] = Math.sqrt(spread[w]);
            for (int i = 0; i < count; i++) {
                x[w][i] = spread[w] > CONVERGED ? (numbers[w][i] - mean[w]) / spread[w] : 0;
            }
        }
        Arrays.fill(x[weights], 1);
        double[] found = newton(x, targets, ridge);
        for (int w = 0; w < weights; w++) { // back to the original scale
            found[w] = spread[w] > CONVERGED ? found[w] / spread[w] : 0;
            found[weights] -= found[w] * mean[w];
        }
        return found;
    }

    private static double[] newton(double[][] x, double[] targets, double ridge) {
        int width = x.length;
        double[] parameters = new double[width];
        double loss = loss(x, targets, parameters, ridge);
        for (int iteration = 0; iteration < ITERATIONS; iteration++) {
            double[] gradient = new double[width];
            double[][] hessian = new double[width][width];
            for (int i = 0; i < targets.length; i++) {
                double p = 1 / (1 + Math.exp(-logit(x, parameters, i)));
                for (int a = 0; a < width; a++) {
                    gradient[a] += (p - targets[i]) * x[a][i];
                    for (int b = 0; b < width; b++) {
                        hessian[a][b] += p * (1 - p) * x[a][i] * x[b][i];
                    }
                }
            }
            for (int a = 0; a < width; a++) {
                hessian[a][a] += DAMPING * targets.length;
            }
            for (int a = 0; a < width - 1; a++) { // the intercept, which is last, is not penalised
                hessian[a][a] += ridge;
                gradient[a] += ridge * parameters[a];
            }
            double[] step = LinearEquations.solve(hessian, gradient);
            double[] next = new double[width];
            double length = 1;
            double nextLoss;
            do { // Newton's step may overshoot far from the optimum
                for (int a = 0; a < width; a++) {
                    next[a] = parameters[a] - length * step[a];
                }
                nextLoss = loss(x, targets, next, ridge);
                length /= 2;
            } while (!(nextLoss <= loss) && length > CONVERGED);
            if (!(nextLoss < loss - CONVERGED * targets.length)) {
                return nextLoss < loss ? next : parameters;
            }
            parameters = next;
            loss = nextLoss;
        }
        return parameters;
    }

    private static double loss(double[][] x, double[] targets, double[] parameters, double ridge) {
        double loss = 0;
        for (int i = 0; i < targets.length; i++) {
            double z = logit(x, parameters, i);
            loss += Math.log1p(Math.exp(-Math.abs(z))) + Math.max(z, 0) - targets[i] * z;
        }
        for (int a = 0; a < parameters.length - 1; a++) {
            loss += ridge / 2 * parameters[a] * parameters[a];
        }
        return loss;
    }

    private static double logit(double[][] x, double[] parameters, int i) {
        double z = 0;
        for (int a = 0; a < parameters.length; a++) {
            z += parameters[a] * x[a][i];
        }
        return z;
    }
}
