package dev.diptych.model.embed;

import dev.diptych.text.TokenBatch;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/// Outputs of an encoder for one batch.
///
/// @param items `[B]` number of each image in its data set, or index of each text in its list; ascending
/// @param tokens the tokens [B, T] of texts; null for images
/// @param outputs requested outputs; they belong to the scope of the batch
@SuppressWarnings("ArrayRecordComponent") // read only
public record EncodedBatch(int[] items, @Nullable TokenBatch tokens, Map<EncoderOutput, Tensor> outputs) {

    /// Returns one of the requested outputs.
    public Tensor output(EncoderOutput output) {
        Tensor tensor = outputs.get(output);
        if (tensor == null) {
            throw new IllegalArgumentException(output + " was not computed");
        }
        return tensor;
    }
}
