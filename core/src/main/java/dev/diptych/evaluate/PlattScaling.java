package dev.diptych.evaluate;

/// Logistic regression of "belongs together" on one or two scores (Platt, 1999), by Newton's method in float64.
///
/// The targets are Platt's, (N₊ + 1)/(N₊ + 2) and 1/(N₋ + 2) instead of 1 and 0, which keep the sigmoid finite where
/// the two kinds are apart. A score that is constant gets the weight 0.
final class PlattScaling {

    private static final int ITERATIONS = 100;
    private static final double CONVERGED = 1e-12;
    private static final double DAMPING = 1e-10;

    private PlattScaling() {}

    /// The weight of each score and, last, the intercept.
    ///
    /// @param scores [scores][pairs]
    static double[] fit(double[][] scores, boolean[] belongs) {
        int count = belongs.length;
        int weights = scores.length;
        double[] mean = new double[weights];
        double[] spread = new double[weights];
        double[][] x = new double[weights + 1][count]; // standardised, and ones
        for (int w = 0; w < weights; w++) {
            for (double score : scores[w]) {
                mean[w] += score / count;
            }
            for (double score : scores[w]) {
                spread[w] += (score - mean[w]) * (score - mean[w]) / count;
            }
            spread[w] = Math.sqrt(spread[w]);
            for (int i = 0; i < count; i++) {
                x[w][i] = spread[w] > CONVERGED ? (scores[w][i] - mean[w]) / spread[w] : 0;
            }
        }
        java.util.Arrays.fill(x[weights], 1);
        double[] found = newton(x, targets(belongs));
        for (int w = 0; w < weights; w++) { // back to the scores as they came
            found[w] = spread[w] > CONVERGED ? found[w] / spread[w] : 0;
            found[weights] -= found[w] * mean[w];
        }
        return found;
    }

    private static double[] targets(boolean[] belongs) {
        int right = 0;
        for (boolean each : belongs) {
            right += each ? 1 : 0;
        }
        double high = (right + 1.0) / (right + 2.0);
        double low = 1.0 / (belongs.length - right + 2.0);
        double[] targets = new double[belongs.length];
        for (int i = 0; i < targets.length; i++) {
            targets[i] = belongs[i] ? high : low;
        }
        return targets;
    }

    private static double[] newton(double[][] x, double[] targets) {
        int width = x.length;
        double[] parameters = new double[width];
        double loss = loss(x, targets, parameters);
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
            double[] step = solve(hessian, gradient);
            double[] next = new double[width];
            double length = 1;
            double nextLoss;
            do { // Newton's step may overshoot far from the optimum
                for (int a = 0; a < width; a++) {
                    next[a] = parameters[a] - length * step[a];
                }
                nextLoss = loss(x, targets, next);
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

    private static double loss(double[][] x, double[] targets, double[] parameters) {
        double loss = 0;
        for (int i = 0; i < targets.length; i++) {
            double z = logit(x, parameters, i);
            loss += Math.log1p(Math.exp(-Math.abs(z))) + Math.max(z, 0) - targets[i] * z;
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

    /// Gauss's elimination with pivots, of a few equations.
    private static double[] solve(double[][] matrix, double[] right) {
        int n = right.length;
        double[] x = right.clone();
        for (int column = 0; column < n; column++) {
            int pivot = column;
            for (int row = column + 1; row < n; row++) {
                pivot = Math.abs(matrix[row][column]) > Math.abs(matrix[pivot][column]) ? row : pivot;
            }
            double[] line = matrix[pivot];
            matrix[pivot] = matrix[column];
            matrix[column] = line;
            double value = x[pivot];
            x[pivot] = x[column];
            x[column] = value;
            for (int row = column + 1; row < n; row++) {
                double factor = matrix[row][column] / matrix[column][column];
                for (int c = column; c < n; c++) {
                    matrix[row][c] -= factor * matrix[column][c];
                }
                x[row] -= factor * x[column];
            }
        }
        for (int row = n - 1; row >= 0; row--) {
            for (int c = row + 1; c < n; c++) {
                x[row] -= matrix[row][c] * x[c];
            }
            x[row] /= matrix[row][row];
        }
        return x;
    }
}
