package dev.diptych.train.objective;

import java.util.SequencedMap;
import org.bytedeco.pytorch.Tensor;

/// The trained classifier of token states that [ImageTextMatching] uses.
public interface MatchingHead {

    /// Logits [B, 2] of "no match" and "match" for B pairs, with dropout.
    ///
    /// @param image [B, T, Dv], token states of the image encoder
    /// @param text [B, S, Dt], token states of the text encoder
    /// @param textMask boolean [B, S], true at tokens that are not padding
    Tensor logits(Tensor image, Tensor text, Tensor textMask);

    /// Its parameters, by their names in a checkpoint.
    SequencedMap<String, Tensor> parameters();
}
