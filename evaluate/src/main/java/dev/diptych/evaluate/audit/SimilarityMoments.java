package dev.diptych.evaluate.audit;

import dev.diptych.torch.Operators;
import org.bytedeco.pytorch.Tensor;

/// The mean and the covariance of many vectors: they give the mean and the spread of a query's products with all of
/// them without taking the products.
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

    /// By how many standard deviations `products` exceed what the queries have with the crowd on average: [B].
    ///
    /// @param queries [B, K]
    /// @param products each query's product with its partner, [B]
    Tensor standardise(Tensor queries, Tensor products) {
        Tensor expected = queries.matmul(mean).squeeze(1); // [B]
        Tensor variance = Operators.sum(queries.matmul(covariance).mul(queries), 1, false); // [B]
        return products.sub(expected)
                .div(Operators.atLeast(variance, LEAST_VARIANCE).sqrt());
    }
}
