package dev.diptych.model;

import dev.diptych.model.layer.CopiedParameters;
import dev.diptych.model.layer.Initialization;
import dev.diptych.model.layer.Linear;
import dev.diptych.model.layer.ParameterMap;
import dev.diptych.model.layer.ParameterSource;
import dev.diptych.torch.Operators;
import dev.diptych.torch.PackedParameter;
import dev.diptych.torch.Tensors;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.stream.Stream;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/// Two towers, a projection from each to one space, and the logit scale: a `CLIPModel` where both towers are CLIP's,
/// else a `VisionTextDualEncoderModel`.
public final class DualEncoder {

    /// The prefix that `VisionTextDualEncoderModel` puts before the parameters of a `CLIPVisionModel`.
    public static final String VISION_PREFIX = "vision_model.vision_model.";

    /// The prefix that `CLIPModel` puts before the same.
    public static final String CLIP_VISION_PREFIX = "vision_model.";

    public static final String TEXT_PREFIX = "text_model.";

    /// The largest logit scale: ln 100, a temperature of 0.01, to which training clamps it (Radford et al., 2021).
    public static final double LARGEST_LOGIT_SCALE = Math.log(100);

    private final VisionEncoder vision;
    private final TextEncoder text;
    private final ParameterMap parameters;
    private final Linear visualProjection; // [P, Dv]
    private final Linear textProjection; // [P, Dt]
    private final Tensor logitScale; // []
    private final DualEncoderConfig config;

    /// Joins two towers. Projections and logit scale come from `source`, or start as its kind of source has them.
    public DualEncoder(
            VisionEncoder vision, TextEncoder text, int projection, double initialLogitScale, ParameterSource source) {
        this.vision = vision;
        this.text = text;
        this.parameters = new ParameterMap(source);
        this.config = new DualEncoderConfig(vision.config(), text.config(), projection, initialLogitScale);
        logitScale = parameters.parameter("logit_scale", new Initialization.Constant(initialLogitScale));
        int visionWidth = vision.config().hiddenSize();
        int textWidth = text.config().hiddenSize();
        visualProjection = Linear.withoutBias(
                parameters,
                "visual_projection",
                projection,
                visionWidth,
                Initialization.normal(Math.pow(visionWidth, -0.5)));
        textProjection = Linear.withoutBias(
                parameters, "text_projection", projection, textWidth, Initialization.normal(Math.pow(textWidth, -0.5)));
    }

    public DualEncoderConfig config() {
        return config;
    }

    public VisionEncoder vision() {
        return vision;
    }

    public TextEncoder text() {
        return text;
    }

    /// ln(1/temperature), a scalar that is trained where the objective says so.
    public Tensor logitScale() {
        return logitScale;
    }

    /// Both projections, by name.
    public SequencedMap<String, Tensor> projections() {
        var projections = new LinkedHashMap<>(parameters.parameters());
        projections.remove("logit_scale");
        return projections;
    }

    /// Every parameter by its Hugging Face name.
    public SequencedMap<String, Tensor> parameters() {
        var all = new LinkedHashMap<String, Tensor>(parameters.parameters());
        String visionPrefix = switch (text) {
            case BertEncoder _ -> VISION_PREFIX;
            case ClipTextEncoder _ -> CLIP_VISION_PREFIX;
        };
        vision.parameters().forEach((name, parameter) -> all.put(visionPrefix + name, parameter));
        text.parameters().forEach((name, parameter) -> all.put(TEXT_PREFIX + name, parameter));
        return all;
    }

    /// The parameters of both towers that are parts of one tensor.
    public List<PackedParameter> packedParameters() {
        return Stream.concat(vision.packedParameters().stream(), text.packedParameters().stream())
                .toList();
    }

    /// Says which parts take gradients. The projections always do.
    public void train(Trainable visionPart, Trainable textPart, boolean scale) {
        vision.train(visionPart);
        text.train(textPart);
        projections().values().forEach(parameter -> parameter.requires_grad_(true));
        logitScale.requires_grad_(scale);
    }

    /// @param withStates whether the states of all tokens are needed, which costs more
    public Encoded encodeImages(ImageInput input, boolean withStates) {
        if (!withStates) {
            return new Encoded(embed(visualProjection, vision.pooled(input)), null);
        }
        EncoderStates output = vision.encode(input);
        return new Encoded(embed(visualProjection, output.pooled()), Operators.toFloat(output.states()));
    }

    /// Embeddings [N, P] of length 1 of the vision tower's pooled vectors [N, Dv].
    public Tensor embedPooledImages(Tensor pooled) {
        return embed(visualProjection, pooled);
    }

    /// Embeddings [M, P] of length 1 of the text encoder's pooled vectors [M, Dt].
    public Tensor embedPooledTexts(Tensor pooled) {
        return embed(textProjection, pooled);
    }

    /// @param training whether dropout is active in the trained part
    /// @param withStates whether the states of all tokens are needed, which costs more
    public Encoded encodeTexts(TextInput input, boolean training, boolean withStates) {
        if (!withStates) {
            return new Encoded(embed(textProjection, text.pooled(input, training)), null);
        }
        EncoderStates output = text.encode(input, training);
        return new Encoded(embed(textProjection, output.pooled()), Operators.toFloat(output.states()));
    }

    // [B, D] to [B, P] of length 1, in float32 whatever the precision of the products was.
    private static Tensor embed(Linear projection, Tensor pooled) {
        return Operators.normalise(Operators.toFloat(projection.apply(pooled)));
    }

    /// A model that starts equal to this one, to be averaged or held against: what is trained of this one is
    /// copied, what is frozen is shared, and it has no dropout. Call it after [#train], with the same parts; the
    /// caller owns the copies.
    public DualEncoder copyOfTrained(Trainable visionPart, Trainable textPart) {
        DualEncoder copy = new DualEncoder(
                new VisionEncoder(vision.config(), new CopiedParameters(vision.parameters())),
                TextEncoder.of(text.config().withDropout(0), new CopiedParameters(text.parameters())),
                config.projection(),
                config.initialLogitScale(),
                new CopiedParameters(parameters.parameters()));
        copy.train(visionPart, textPart, false);
        return copy;
    }

    /// The temperature that divides cosines: exp(−logit scale).
    public double temperature() {
        return Math.exp(-Tensors.item(logitScale));
    }

    /// Sets the temperature that divides cosines.
    public void setTemperature(double temperature) {
        Operators.copyInPlace(logitScale, Tensors.scalar(-Math.log(temperature)));
    }

    /// Embeddings [B, P] of length 1, and the states [B, T, D] of the tower's tokens where they were asked for.
    public record Encoded(Tensor embeddings, @Nullable Tensor states) {}
}
