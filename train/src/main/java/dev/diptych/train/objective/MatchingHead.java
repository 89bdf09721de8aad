package dev.diptych.train.objective;

import java.util.SequencedMap;
import org.bytedeco.pytorch.Tensor;

/// The trained function of token states that [ImageTextMatching] decides with.
public interface MatchingHead {

    /// Logits [B, 2] of "does not belong" and "belongs" for B pairs, with dropout.
    ///
    /// @param image [B, T, Dv], token states of the image encoder
    /// @param text [B, S, Dt], token states of the text encoder
    /// @param textMask boolean [B, S], true at tokens that are not padding
    Tensor logits(Tensor image, Tensor text, Tensor textMask);

    /// Its parameters, by the names that a checkpoint gives them.
    SequencedMap<String, Tensor> parameters();
}
