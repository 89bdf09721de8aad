package dev.diptych.model;

import dev.diptych.data.batch.TextPreparation;
import dev.diptych.image.process.ImageProcessor;
import dev.diptych.text.Padding;
import dev.diptych.text.Tokenizer;
import org.jspecify.annotations.Nullable;

/// A model with all that it needs to take images and texts as they come.
///
/// @param fusion the cross-attention fusion with its matching head, where the model has one
/// @param sigmoid what turns cosines into probabilities, where the model was trained with the pairwise sigmoid loss
/// @param longestText the most tokens of a text, special tokens included
/// @param calibration what its scores mean, where that was fitted to these very weights
public record ImageTextModel(
        DualEncoder encoder,
        @Nullable CrossAttentionFusion fusion,
        @Nullable SigmoidHead sigmoid,
        ImageProcessor processor,
        Tokenizer tokenizer,
        int longestText,
        @Nullable Calibration calibration) {

    /// A model whose scores have not been calibrated.
    public ImageTextModel(
            DualEncoder encoder,
            @Nullable CrossAttentionFusion fusion,
            @Nullable SigmoidHead sigmoid,
            ImageProcessor processor,
            Tokenizer tokenizer,
            int longestText) {
        this(encoder, fusion, sigmoid, processor, tokenizer, longestText, null);
    }

    /// How texts become token batches: cut to the longest text, padded to the longest of the batch.
    public TextPreparation textPreparation() {
        return new TextPreparation(tokenizer, longestText, Padding.longest());
    }
}
