package dev.diptych.model;

import dev.diptych.data.batch.TextPreparation;
import dev.diptych.image.process.ImageProcessor;
import dev.diptych.text.Padding;
import dev.diptych.text.Tokenizer;
import org.jspecify.annotations.Nullable;

/// Model with everything that it needs to process images and texts.
///
/// @param fusion cross-attention fusion with its matching head, if the model has one
/// @param sigmoid mapping from cosines to probabilities, if the model was trained with the pairwise sigmoid loss
/// @param longestText maximum number of tokens of a text, special tokens included
/// @param calibration calibration of the scores, if it was fitted to exactly these weights
public record ImageTextModel(
        DualEncoder encoder,
        @Nullable CrossAttentionFusion fusion,
        @Nullable SigmoidHead sigmoid,
        ImageProcessor processor,
        Tokenizer tokenizer,
        int longestText,
        @Nullable Calibration calibration) {

    /// Creates a model without calibration.
    public ImageTextModel(
            DualEncoder encoder,
            @Nullable CrossAttentionFusion fusion,
            @Nullable SigmoidHead sigmoid,
            ImageProcessor processor,
            Tokenizer tokenizer,
            int longestText) {
        this(encoder, fusion, sigmoid, processor, tokenizer, longestText, null);
    }

    /// The same model with a fusion.
    public ImageTextModel with(@Nullable CrossAttentionFusion other) {
        return new ImageTextModel(encoder, other, sigmoid, processor, tokenizer, longestText, calibration);
    }

    /// Preparation of token batches: truncated to the maximum length, padded to the longest text of the batch.
    public TextPreparation textPreparation() {
        return new TextPreparation(tokenizer, longestText, Padding.longest());
    }
}
