package dev.diptych.evaluate.audit;

import dev.diptych.torch.Operators;
import org.bytedeco.pytorch.Tensor;

/// Mean and covariance of many vectors, from which mean and standard deviation of a query's products with all of them
/// are computed without the products.
///
/// @param mean [K, 1]
/// @param covariance [K, K]
record SimilarityMoments(Tensor mean, Tensor covariance) {

    private static final double LEAST_VARIANCE = 1e-8;

    /// @param vectors [M, K]
    static SimilarityMoments of(Tensor vectors) {
        Tensor mean = Operators.mean(vectors, 0, true); // [1, K]
        Tensor centred = vectors.sub(mean); // [M, K]
        Tensor covariance = Operators.scale(centred.t().matmul(centred), 1.0 / vectors.size(0)); // [K, K]
        return new SimilarityMoments(mean.t(), covariance);
    }

    /// The number of standard deviations by which `products` exceed the mean product of each query
    /// with all vectors: `[B]`.
    ///
    /// @param queries [B, K]
    /// @param products product of each query with its pair, `[B]`
    Tensor standardise(Tensor queries, Tensor products) {
        Tensor expected = queries.matmul(mean).squeeze(1); // [B]
        Tensor variance = Operators.sum(queries.matmul(covariance).mul(queries), 1, false); // [B]
        return products.sub(expected)
                .div(Operators.atLeast(variance, LEAST_VARIANCE).sqrt());
    }
}
