package dev.diptych.model;

import dev.diptych.model.layer.Initialization;
import dev.diptych.model.layer.LayerNorm;
import dev.diptych.model.layer.Linear;
import dev.diptych.model.layer.MultiHeadAttention;
import dev.diptych.model.layer.ParameterMap;
import dev.diptych.model.layer.ParameterSource;
import dev.diptych.model.layer.TokenMean;
import dev.diptych.torch.Operators;
import java.util.SequencedMap;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/// Image tokens attend to text tokens and text tokens to image tokens, through one attention with shared weights.
///
/// fused_image = LayerNorm(image + attention(image, text, text)), fused_text = LayerNorm(text + attention(text, image,
/// image)). The joint vector is the concatenation of their token means; the matching head computes from it whether the
/// two match.
public final class CrossAttentionFusion {

    private final FusionConfig config;
    private final ParameterMap parameters;
    private final @Nullable Linear imageInput; // [D, Dv]
    private final @Nullable Linear textInput; // [D, Dt]
    private final MultiHeadAttention attention;
    private final LayerNorm imageNorm;
    private final LayerNorm textNorm;
    private final Linear matchingHidden; // [D, 2D]
    private final Linear matchingOutput; // [2, D]

    public CrossAttentionFusion(FusionConfig config, ParameterSource source) {
        this.config = config;
        this.parameters = new ParameterMap(source);
        int width = config.hiddenSize();
        imageInput = config.imageWidth() == width
                ? null
                : Linear.withBias(
                        parameters, "image_input", width, config.imageWidth(), initialization(config.imageWidth()));
        textInput = config.textWidth() == width
                ? null
                : Linear.withBias(
                        parameters, "text_input", width, config.textWidth(), initialization(config.textWidth()));
        attention = new MultiHeadAttention(parameters.under("attention."), width, config.heads());
        imageNorm = LayerNorm.of(parameters, "image_norm", width, 1e-5);
        textNorm = LayerNorm.of(parameters, "text_norm", width, 1e-5);
        matchingHidden = Linear.withBias(parameters, "matching.hidden", width, 2L * width, initialization(2 * width));
        matchingOutput = Linear.withBias(parameters, "matching.output", 2, width, Initialization.normal(0.02));
    }

    public FusionConfig config() {
        return config;
    }

    /// Named parameters, as in `fusion.safetensors`.
    public SequencedMap<String, Tensor> parameters() {
        return parameters.parameters();
    }

    /// Fuses B pairs.
    ///
    /// @param image [B, T, Dv], the image encoder's token states
    /// @param text [B, S, Dt], the text encoder's token states
    /// @param textMask boolean [B, S], true at tokens that are not padding
    /// @param training whether dropout is active
    public Fused fuse(Tensor image, Tensor text, Tensor textMask, boolean training) {
        Tensor images = imageInput == null ? image : imageInput.apply(image); // [B, T, D]
        Tensor texts = textInput == null ? text : textInput.apply(text); // [B, S, D]
        double dropout = training ? config.dropout() : 0;
        Tensor fusedImage = imageNorm.apply(images.add(attention.apply(images, texts, textMask, dropout)));
        Tensor fusedText = textNorm.apply(texts.add(attention.apply(texts, images, null, dropout)));
        Tensor joint =
                Operators.concatenate(1, TokenMean.of(fusedImage, null), TokenMean.of(fusedText, textMask)); // [B, 2D]
        return new Fused(fusedImage, fusedText, joint);
    }

    /// Returns logits [B, 2] of "no match" and "match" for joint vectors [B, 2D].
    public Tensor matchingLogits(Tensor joint) {
        return matchingOutput.apply(Operators.gelu(matchingHidden.apply(joint)));
    }

    private static Initialization initialization(int inputs) {
        return Initialization.normal(Math.pow(inputs, -0.5));
    }

    /// @param image [B, T, D], image tokens after attention to the text
    /// @param text [B, S, D], text tokens after attention to the image
    /// @param joint [B, 2D], the vector of the pair
    public record Fused(Tensor image, Tensor text, Tensor joint) {}
}
