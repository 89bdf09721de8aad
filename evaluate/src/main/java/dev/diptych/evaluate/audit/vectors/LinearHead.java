package dev.diptych.evaluate.audit.vectors;

import dev.diptych.torch.Operators;
import dev.diptych.torch.Tensors;
import java.io.Serializable;
import org.bytedeco.pytorch.Tensor;

/// A linear projection of centred features to vectors of unit length.
///
/// @param mean of the features, `[D]`
/// @param weights `[D·K]`
@SuppressWarnings("ArrayRecordComponent") // read only
public record LinearHead(double[] mean, double[] weights) implements Serializable {

    private static final double LEAST_LENGTH = 1e-12;

    /// Projects features.
    ///
    /// @param pooled float32 [B, D]
    /// @return float32 [B, K]
    public Tensor apply(Tensor pooled) {
        Tensor moved = Operators.toDouble(pooled)
                .sub(Tensors.of(mean, 1, mean.length))
                .matmul(Tensors.of(weights, mean.length, weights.length / mean.length)); // [B, K]
        return Operators.toFloat(moved.div(Operators.atLeast(Operators.euclideanNorm(moved), LEAST_LENGTH)));
    }
}
