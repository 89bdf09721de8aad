package dev.diptych.evaluate.audit.vectors;

import dev.diptych.torch.Operators;
import dev.diptych.torch.Tensors;
import java.io.Serializable;
import org.bytedeco.pytorch.Tensor;

/// Mean and covariance of many vectors, from which mean and standard deviation of a query's
/// products with all of them are computed without the products.
///
/// @param mean `[K]`
/// @param covariance `[K·K]`
@SuppressWarnings("ArrayRecordComponent") // read only
public record SimilarityMoments(double[] mean, double[] covariance) implements Serializable {

    private static final double LEAST_VARIANCE = 1e-8;

    /// @param vectors [M, K], at least one
    static SimilarityMoments of(Tensor vectors) {
        return new MomentSums().add(vectors).moments();
    }

    /// The number of standard deviations by which `products` exceed the mean product of each
    /// query with all vectors: float64 `[B]`.
    ///
    /// @param queries [B, K]
    /// @param products product of each query with its pair, `[B]`
    Tensor standardise(Tensor queries, Tensor products) {
        long width = mean.length;
        Tensor x = Operators.toDouble(queries);
        Tensor expected = x.matmul(Tensors.of(mean, width, 1)).squeeze(1); // [B]
        Tensor variance =
                Operators.sum(x.matmul(Tensors.of(covariance, width, width)).mul(x), 1, false); // [B]
        return Operators.toDouble(products)
                .sub(expected)
                .div(Operators.atLeast(variance, LEAST_VARIANCE).sqrt());
    }
}
