package dev.diptych.model.checkpoint;

import dev.diptych.base.InvalidInputException;
import dev.diptych.base.internal.ModelFamilies;
import dev.diptych.base.internal.SentenceModules;
import dev.diptych.model.DualEncoder;
import dev.diptych.model.TextConfig;
import dev.diptych.model.TextEncoder;
import dev.diptych.model.TextPooling;
import dev.diptych.model.VisionConfig;
import dev.diptych.model.VisionEncoder;
import dev.diptych.model.internal.openclip.OpenClipDirectory;
import dev.diptych.model.layer.ParameterSource;
import dev.diptych.torch.file.TensorSource;
import dev.diptych.torch.file.TensorSources;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

/// Loads encoders and dual encoders from a directory in Hugging Face's or open_clip's format. The results own their
/// parameters.
public final class PretrainedCheckpoint {

    private static final Logger LOG = LoggerFactory.getLogger(PretrainedCheckpoint.class);

    private final Path directory;
    private final JsonNode config;
    private final String where;
    private final ModelType type;
    private final Supplier<TensorSource> tensors;

    private PretrainedCheckpoint(Path directory, JsonNode config, String where, Supplier<TensorSource> tensors) {
        this.directory = directory;
        this.config = config;
        this.where = where;
        this.type = ConfigJson.type(config, where);
        this.tensors = tensors;
    }

    /// @throws InvalidInputException if the settings are missing, unreadable or of an unknown architecture
    public static PretrainedCheckpoint open(Path directory) {
        if (OpenClipDirectory.isAt(directory)) {
            OpenClipDirectory openClip = OpenClipDirectory.read(directory);
            return new PretrainedCheckpoint(directory, openClip.config(), openClip.where(), openClip::tensors);
        }
        Path encoder = SentenceModules.encoder(directory);
        String where = encoder.resolve(ConfigJson.NAME).toString();
        return new PretrainedCheckpoint(directory, ConfigJson.read(encoder), where, () -> TensorSources.open(encoder));
    }

    /// Loads the model of the directory, whatever its kind.
    ///
    /// @throws InvalidInputException if a tensor is missing or its shape differs from `config.json`
    public LoadedModel load() {
        return switch (type) {
            case CLIP_VISION -> new LoadedModel.Vision(visionEncoder(null));
            case CLIP_TEXT, BERT, ROBERTA -> new LoadedModel.Text(textEncoder(null, null));
            case CLIP, DUAL_ENCODER -> new LoadedModel.Dual(dualEncoder(null, null, null));
        };
    }

    /// Loads the image encoder of a `CLIPVisionModel`, a `CLIPModel` or a dual encoder.
    ///
    /// @param resolution image size to which the position embeddings are interpolated; null for the encoder's own
    public VisionEncoder visionEncoder(@Nullable Integer resolution) {
        try (TensorSource source = tensors.get()) {
            return visionEncoder(source, resolution);
        }
    }

    /// Loads the text encoder of a `BertModel` or `RobertaModel`, a masked language model of them, a
    /// `CLIPTextModel`, a `CLIPModel` or a dual encoder.
    ///
    /// @param pooling pooling method; null for the one that the directory specifies, or else the pooler, or the
    ///     mean if there is no pooler
    /// @param dropout dropout probability in training; null for the checkpoint's own
    /// @throws InvalidInputException also if `pooling` is not supported by CLIP's text transformer
    public TextEncoder textEncoder(@Nullable TextPooling pooling, @Nullable Double dropout) {
        try (TensorSource source = tensors.get()) {
            return textEncoder(source, pooling, dropout);
        }
    }

    /// Loads a complete dual encoder, including projections and logit scale.
    public DualEncoder dualEncoder(
            @Nullable Integer resolution, @Nullable TextPooling pooling, @Nullable Double dropout) {
        requireDualEncoder();
        try (TensorSource source = tensors.get()) {
            return new DualEncoder(
                    visionEncoder(source, resolution),
                    textEncoder(source, pooling, dropout),
                    ConfigJson.projection(config, where),
                    ConfigJson.initialLogitScale(config, where),
                    new CheckpointParameters(source, List.of("")));
        }
    }

    /// Loads a complete dual encoder, but the image encoder at its first use.
    ///
    /// @throws InvalidInputException if a tensor of the text encoder or the projections is missing
    ///     or its shape differs from `config.json`
    public DualEncoder dualEncoderTextsFirst() {
        requireDualEncoder();
        try (TensorSource source = tensors.get()) {
            return new DualEncoder(
                    ConfigJson.vision(visionNode(), where),
                    () -> visionEncoder(null),
                    textEncoder(source, null, null),
                    ConfigJson.projection(config, where),
                    ConfigJson.initialLogitScale(config, where),
                    new CheckpointParameters(source, List.of("")));
        }
    }

    /// The width P of the embeddings of a dual encoder; reads the settings only.
    ///
    /// @throws InvalidInputException for a single encoder
    public int embeddingWidth() {
        requireDualEncoder();
        return ConfigJson.projection(config, where);
    }

    /// @throws InvalidInputException for a single encoder, which needs neither a tokenizer nor a projection
    void requireDualEncoder() {
        switch (type) {
            case CLIP, DUAL_ENCODER -> {}
            case CLIP_VISION, CLIP_TEXT, BERT, ROBERTA ->
                throw new InvalidInputException(where + ": model_type \"" + type.configName()
                        + "\" is one encoder, not a dual encoder; use it in a recipe as model.vision.from or"
                        + " model.text.from");
        }
    }

    /// Returns the maximum number of tokens of a text for this model.
    public int longestText() {
        TextConfig text = textIsClip()
                ? ConfigJson.clipText(textNode(), where)
                : ConfigJson.bert(textNode(), TextPooling.POOLER, where);
        return ConfigJson.longestText(config, text, where);
    }

    private VisionEncoder visionEncoder(TensorSource source, @Nullable Integer resolution) {
        TextEncoderCopy.requireImageEncoder(directory);
        VisionConfig own = ConfigJson.vision(visionNode(), where);
        ParameterSource parameters = new CheckpointParameters(source, visionPrefixes());
        if (resolution == null || resolution == own.imageSize()) {
            return new VisionEncoder(own, parameters);
        }
        VisionConfig wanted = own.withImageSize(resolution);
        return new VisionEncoder(wanted, new PositionInterpolation(parameters, own.grid(), wanted.grid()));
    }

    private TextEncoder textEncoder(TensorSource source, @Nullable TextPooling pooling, @Nullable Double dropout) {
        ParameterSource parameters = new CheckpointParameters(source, textPrefixes());
        TextConfig text;
        if (textIsClip()) {
            if (pooling != null) {
                throw new InvalidInputException(
                        where + ": CLIP's text transformer pools at its end token; leave model.text.pooling at auto");
            }
            text = ConfigJson.clipText(textNode(), where);
        } else {
            text = ConfigJson.bert(textNode(), pooling(parameters, pooling), where);
        }
        return TextEncoder.of(dropout == null ? text : text.withDropout(dropout), parameters);
    }

    private TextPooling pooling(ParameterSource parameters, @Nullable TextPooling wanted) {
        if (wanted != null) {
            return wanted;
        }
        TextPooling own = ConfigJson.pooling(config, where);
        TextPooling sentence = own == null ? SentencePooling.read(directory) : own;
        if (sentence != null) {
            return sentence;
        }
        if (!parameters.has("pooler.dense.weight")) {
            LOG.info("{} has no pooler (a masked language model has none): texts are pooled by the mean", directory);
            return TextPooling.MEAN;
        }
        return TextPooling.POOLER;
    }

    private JsonNode visionNode() {
        return switch (type) {
            case CLIP_VISION -> config;
            case CLIP, DUAL_ENCODER -> visionConfig();
            case CLIP_TEXT, BERT, ROBERTA -> throw lacks("image");
        };
    }

    // A dual encoder's image encoder specifies its own type.
    private JsonNode visionConfig() {
        JsonNode node = ConfigJson.encoder(config, "vision_config", where);
        String name = node.path("model_type").asString(ModelType.CLIP_VISION.configName());
        if (!name.equals(ModelType.CLIP_VISION.configName()) && !name.equals(ModelType.CLIP.configName())) {
            String refusal = ModelFamilies.refusal(name);
            if (refusal != null) {
                throw new InvalidInputException(where + ": vision_config." + refusal);
            }
            throw new InvalidInputException(
                    where + ": vision_config.model_type \"" + name + "\" is not supported; expected clip_vision_model");
        }
        return node;
    }

    private JsonNode textNode() {
        return switch (type) {
            case CLIP_TEXT, BERT, ROBERTA -> config;
            case CLIP, DUAL_ENCODER -> ConfigJson.encoder(config, "text_config", where);
            case CLIP_VISION -> throw lacks("text");
        };
    }

    // A dual encoder's text encoder specifies its own type; the default is BERT, as in the first releases.
    private boolean textIsClip() {
        return switch (type) {
            case CLIP, CLIP_TEXT -> true;
            case BERT, ROBERTA -> false;
            case CLIP_VISION -> throw lacks("text");
            case DUAL_ENCODER -> {
                String name = textNode().path("model_type").asString(ModelType.BERT.configName());
                yield switch (ModelType.named(name, where + ": text_config")) {
                    case CLIP, CLIP_TEXT -> true;
                    case BERT, ROBERTA -> false;
                    case CLIP_VISION, DUAL_ENCODER ->
                        throw new InvalidInputException(where + ": text_config.model_type \"" + name
                                + "\" is not a text encoder; expected bert, roberta or clip_text_model");
                };
            }
        };
    }

    private List<String> visionPrefixes() {
        return switch (type) {
            case CLIP_VISION, CLIP -> List.of(DualEncoder.CLIP_VISION_PREFIX, "");
            case DUAL_ENCODER -> List.of(DualEncoder.VISION_PREFIX, DualEncoder.CLIP_VISION_PREFIX);
            case CLIP_TEXT, BERT, ROBERTA -> throw lacks("image");
        };
    }

    private List<String> textPrefixes() {
        String prefix = DualEncoder.TEXT_PREFIX;
        return switch (type) {
            case BERT -> List.of("", "bert.");
            case ROBERTA -> List.of("", "roberta.");
            case CLIP -> List.of(prefix);
            case CLIP_TEXT -> List.of(prefix, "");
            case DUAL_ENCODER ->
                textIsClip()
                        ? List.of(prefix + prefix, prefix)
                        : List.of(prefix, prefix + "bert.", prefix + "roberta.");
            case CLIP_VISION -> throw lacks("text");
        };
    }

    private InvalidInputException lacks(String encoder) {
        return new InvalidInputException(
                where + ": model_type \"" + type.configName() + "\" has no " + encoder + " encoder");
    }
}
