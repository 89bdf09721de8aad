package dev.diptych.evaluate.audit.vectors;

import dev.diptych.torch.Operators;
import dev.diptych.torch.TensorScope;
import dev.diptych.torch.Tensors;
import java.io.Serializable;
import org.bytedeco.pytorch.Tensor;

/// Sums of vectors and of their products, in float64, from which mean and covariance follow. Sums
/// of several parts of the data can be added. Not thread-safe.
public final class MomentSums implements Serializable {

    private static final long serialVersionUID = 1;
    private static final int BLOCK = 8192;

    private double[] sums = {}; // [K]
    private double[] products = {}; // [K·K]
    private long count;

    /// Adds vectors, [M, K] of any floating type.
    ///
    /// @return this object
    public MomentSums add(Tensor vectors) {
        for (long first = 0; first < vectors.size(0); first += BLOCK) {
            try (var _ = TensorScope.open()) {
                Tensor block = Operators.toDouble(
                        vectors.narrow(0, first, Math.min(BLOCK, vectors.size(0) - first))); // [B, K]
                sums = sum(sums, Tensors.doubles(Operators.sum(block, 0, false)));
                products = sum(products, Tensors.doubles(block.t().matmul(block)));
            }
        }
        count += vectors.size(0);
        return this;
    }

    /// Adds the sums of other vectors.
    ///
    /// @return this object
    public MomentSums add(MomentSums others) {
        sums = sum(sums, others.sums);
        products = sum(products, others.products);
        count += others.count;
        return this;
    }

    /// Returns mean and covariance of the vectors added so far, at least one.
    public SimilarityMoments moments() {
        int width = sums.length;
        double[] mean = new double[width];
        double[] covariance = new double[width * width];
        for (int i = 0; i < width; i++) {
            mean[i] = sums[i] / count;
        }
        for (int i = 0; i < width; i++) {
            for (int j = 0; j < width; j++) {
                covariance[i * width + j] = products[i * width + j] / count - mean[i] * mean[j];
            }
        }
        return new SimilarityMoments(mean, covariance);
    }

    /// Returns the sums of the elements; the first array is reused, and either may be empty.
    static double[] sum(double[] first, double[] second) {
        if (first.length == 0) {
            return second.clone();
        }
        for (int i = 0; i < second.length; i++) {
            first[i] += second[i];
        }
        return first;
    }
}
