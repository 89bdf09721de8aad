package dev.diptych.model.layer;

import dev.diptych.torch.Operators;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/// Mean of token states over the tokens that are not padding.
public final class TokenMean {

    private TokenMean() {}

    /// @param states [B, T, D]
    /// @param mask int64 or boolean [B, T], true or 1 at tokens; null if nothing is padding
    /// @return [B, D]
    public static Tensor of(Tensor states, @Nullable Tensor mask) {
        if (mask == null) {
            return Operators.mean(states, 1, false);
        }
        Tensor weights = Operators.toFloat(mask).unsqueeze(2); // [B, T, 1]
        return Operators.sum(states.mul(weights), 1, false).div(Operators.sum(weights, 1, false));
    }
}
