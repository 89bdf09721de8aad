package dev.diptych.evaluate.statistics;

/// Solver for small systems of linear equations, by Gaussian elimination with pivoting.
final class LinearEquations {

    private LinearEquations() {}

    /// Solves matrix · x = right; both arguments are overwritten.
    static double[] solve(double[][] matrix, double[] right) {
        int n = right.length;
        for (int column = 0; column < n; column++) {
            int pivot = column;
            for (int row = column + 1; row < n; row++) {
                pivot = Math.abs(matrix[row][column]) > Math.abs(matrix[pivot][column]) ? row : pivot;
            }
            double[] line = matrix[pivot];
            matrix[pivot] = matrix[column];
            matrix[column] = line;
            double value = right[pivot];
            right[pivot] = right[column];
            right[column] = value;
            for (int row = column + 1; row < n; row++) {
                double factor = matrix[row][column] / matrix[column][column];
                for (int c = column; c < n; c++) {
                    matrix[row][c] -= factor * matrix[column][c];
                }
                right[row] -= factor * right[column];
            }
        }
        for (int row = n - 1; row >= 0; row--) {
            for (int c = row + 1; c < n; c++) {
                right[row] -= matrix[row][c] * right[c];
            }
            right[row] /= matrix[row][row];
        }
        return right;
    }
}
