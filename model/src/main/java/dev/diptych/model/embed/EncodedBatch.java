package dev.diptych.model.embed;

import dev.diptych.text.TokenBatch;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/// The outputs of an encoder for one batch.
///
/// @param items `[B]` the number of each image in its data set, or the place of each text in its list; rising
/// @param tokens the tokens [B, T] of texts; null for images
/// @param outputs what was asked for; they belong to the scope of the batch
@SuppressWarnings("ArrayRecordComponent") // read only
public record EncodedBatch(int[] items, @Nullable TokenBatch tokens, Map<EncoderOutput, Tensor> outputs) {

    /// One of the outputs that were asked for.
    public Tensor output(EncoderOutput output) {
        Tensor tensor = outputs.get(output);
        if (tensor == null) {
            throw new IllegalArgumentException(output + " was not computed");
        }
        return tensor;
    }
}
