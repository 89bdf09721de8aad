package dev.diptych;

/// Arithmetic on embeddings in Java arrays.
final class Vectors {

    private Vectors() {}

    /// The inner products `[N][M]` of the rows of `left` and `right`.
    static float[][] products(float[][] left, float[][] right) {
        float[][] products = new float[left.length][right.length];
        for (int row = 0; row < left.length; row++) {
            for (int column = 0; column < right.length; column++) {
                products[row][column] = (float) product(left[row], right[column]);
            }
        }
        return products;
    }

    /// The inner product, summed in double precision.
    static double product(float[] left, float[] right) {
        double sum = 0;
        for (int i = 0; i < left.length; i++) {
            sum += (double) left[i] * right[i];
        }
        return sum;
    }

    /// The vector scaled to length 1, computed in double precision; a vector of zeros is returned as it
    /// is.
    static float[] normalised(float[] vector) {
        double length = Math.sqrt(product(vector, vector));
        float[] scaled = vector.clone();
        for (int i = 0; i < scaled.length && length > 0; i++) {
            scaled[i] = (float) (scaled[i] / length);
        }
        return scaled;
    }

    /// exp(x / temperature), scaled to the sum 1.
    static float[] softmax(float[] values, double temperature) {
        double largest = Double.NEGATIVE_INFINITY;
        for (float value : values) {
            largest = Math.max(largest, value);
        }
        double[] weights = new double[values.length];
        double sum = 0;
        for (int i = 0; i < values.length; i++) {
            weights[i] = Math.exp((values[i] - largest) / temperature);
            sum += weights[i];
        }
        float[] probabilities = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            probabilities[i] = (float) (weights[i] / sum);
        }
        return probabilities;
    }
}
