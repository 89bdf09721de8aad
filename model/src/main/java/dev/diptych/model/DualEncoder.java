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
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/// Image encoder and text encoder with a projection from each to a common space, and the logit scale: a `CLIPModel` if
/// both encoders are CLIP's, otherwise a `VisionTextDualEncoderModel`.
public final class DualEncoder {

    /// Prefix of the parameters of a `CLIPVisionModel` in a `VisionTextDualEncoderModel`.
    public static final String VISION_PREFIX = "vision_model.vision_model.";

    /// Prefix of the same parameters in a `CLIPModel`.
    public static final String CLIP_VISION_PREFIX = "vision_model.";

    public static final String TEXT_PREFIX = "text_model.";

    /// Upper bound of the logit scale: ln 100, a temperature of 0.01, to which training clamps it (Radford et al.,
    /// 2021).
    public static final double LARGEST_LOGIT_SCALE = Math.log(100);

    private final Supplier<VisionEncoder> visionSource;
    private final TextEncoder text;
    private final ParameterMap parameters;
    private final Linear visualProjection; // [P, Dv]
    private final Linear textProjection; // [P, Dt]
    private final Tensor logitScale; // []
    private final DualEncoderConfig config;
    private @Nullable VisionEncoder vision; // null until the first use

    /// Joins two encoders. `source` provides or initialises the projections and the logit scale.
    public DualEncoder(
            VisionEncoder vision, TextEncoder text, int projection, double initialLogitScale, ParameterSource source) {
        this(vision.config(), () -> vision, text, projection, initialLogitScale, source);
        this.vision = vision;
    }

    /// Joins a text encoder with an image encoder that is loaded at its first use, so that only
    /// texts can be encoded without the memory and the time that it takes.
    ///
    /// @param imageEncoder called once at most; its exceptions are those of the methods that need
    ///     the image encoder
    public DualEncoder(
            VisionConfig imageConfig,
            Supplier<VisionEncoder> imageEncoder,
            TextEncoder text,
            int projection,
            double initialLogitScale,
            ParameterSource source) {
        this.visionSource = imageEncoder;
        this.text = text;
        this.parameters = new ParameterMap(source);
        this.config = new DualEncoderConfig(imageConfig, text.config(), projection, initialLogitScale);
        logitScale = parameters.parameter("logit_scale", new Initialization.Constant(initialLogitScale));
        int visionWidth = imageConfig.hiddenSize();
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
        VisionEncoder loaded = vision;
        if (loaded == null) {
            loaded = visionSource.get();
            vision = loaded;
        }
        return loaded;
    }

    /// Whether the image encoder is in memory.
    public boolean hasLoadedVision() {
        return vision != null;
    }

    public TextEncoder text() {
        return text;
    }

    /// ln(1/temperature), a scalar that is trained if the objective requires it.
    public Tensor logitScale() {
        return logitScale;
    }

    /// Both projections by name.
    public SequencedMap<String, Tensor> projections() {
        var projections = new LinkedHashMap<>(parameters.parameters());
        projections.remove("logit_scale");
        return projections;
    }

    /// All parameters by their Hugging Face names. Those of the image encoder are loaded.
    public SequencedMap<String, Tensor> parameters() {
        var all = new LinkedHashMap<String, Tensor>(parameters.parameters());
        String visionPrefix = switch (text) {
            case BertEncoder _ -> VISION_PREFIX;
            case ClipTextEncoder _ -> CLIP_VISION_PREFIX;
        };
        vision().parameters().forEach((name, parameter) -> all.put(visionPrefix + name, parameter));
        text.parameters().forEach((name, parameter) -> all.put(TEXT_PREFIX + name, parameter));
        return all;
    }

    /// The parameters without those of the image encoder, by the same names.
    public SequencedMap<String, Tensor> textParameters() {
        var all = new LinkedHashMap<String, Tensor>(parameters.parameters());
        text.parameters().forEach((name, parameter) -> all.put(TEXT_PREFIX + name, parameter));
        return all;
    }

    /// Parameters of both encoders that are parts of a packed tensor.
    public List<PackedParameter> packedParameters() {
        return Stream.concat(vision().packedParameters().stream(), text.packedParameters().stream())
                .toList();
    }

    /// Frees the parameters in memory; the encoder must not be used afterwards.
    public void free() {
        Tensors.free(parameters.parameters().values());
        Tensors.free(text.parameters().values());
        text.packedParameters().forEach(PackedParameter::close);
        if (vision != null) {
            Tensors.free(vision.parameters().values());
            vision.packedParameters().forEach(PackedParameter::close);
        }
    }

    /// Sets which layers are trained. The projections always are.
    public void train(Trainable visionPart, Trainable textPart, boolean scale) {
        vision().train(visionPart);
        text.train(textPart);
        projections().values().forEach(parameter -> parameter.requires_grad_(true));
        logitScale.requires_grad_(scale);
    }

    /// @param withStates whether the states of all tokens are required, which costs more
    public Encoded encodeImages(ImageInput input, boolean withStates) {
        if (!withStates) {
            return new Encoded(embed(visualProjection, vision().pooled(input)), null);
        }
        EncoderStates output = vision().encode(input);
        return new Encoded(embed(visualProjection, output.pooled()), Operators.toFloat(output.states()));
    }

    /// Returns embeddings [N, P] of unit length of the image encoder's pooled vectors [N, Dv].
    public Tensor embedPooledImages(Tensor pooled) {
        return embed(visualProjection, pooled);
    }

    /// Returns embeddings [M, P] of unit length of the text encoder's pooled vectors [M, Dt].
    public Tensor embedPooledTexts(Tensor pooled) {
        return embed(textProjection, pooled);
    }

    /// @param training whether dropout is active in the trained layers
    /// @param withStates whether the states of all tokens are required, which costs more
    public Encoded encodeTexts(TextInput input, boolean training, boolean withStates) {
        if (!withStates) {
            return new Encoded(embed(textProjection, text.pooled(input, training)), null);
        }
        EncoderStates output = text.encode(input, training);
        return new Encoded(embed(textProjection, output.pooled()), Operators.toFloat(output.states()));
    }

    // [B, D] to [B, P] of unit length, in float32 regardless of the precision of the products.
    private static Tensor embed(Linear projection, Tensor pooled) {
        return Operators.normalise(Operators.toFloat(projection.apply(pooled)));
    }

    /// Creates a model with equal weights for averaging or comparison: trained parameters are copied, frozen ones
    /// shared, and it has no dropout. Call it after [#train], with the same choice of layers; the caller owns the
    /// copies.
    public DualEncoder copyOfTrained(Trainable visionPart, Trainable textPart) {
        DualEncoder copy = new DualEncoder(
                new VisionEncoder(config.vision(), new CopiedParameters(vision().parameters())),
                TextEncoder.of(text.config().withDropout(0), new CopiedParameters(text.parameters())),
                config.projection(),
                config.initialLogitScale(),
                new CopiedParameters(parameters.parameters()));
        copy.train(visionPart, textPart, false);
        return copy;
    }

    /// Temperature by which cosines are divided: exp(−logit scale).
    public double temperature() {
        return Math.exp(-Tensors.item(logitScale));
    }

    /// Sets the temperature by which cosines are divided.
    public void setTemperature(double temperature) {
        Operators.copyInPlace(logitScale, Tensors.scalar(-Math.log(temperature)));
    }

    /// Embeddings [B, P] of unit length, and the states [B, T, D] of the encoder's tokens if requested.
    public record Encoded(Tensor embeddings, @Nullable Tensor states) {}
}
