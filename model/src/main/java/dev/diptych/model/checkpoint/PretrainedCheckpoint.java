package dev.diptych.model.checkpoint;

import dev.diptych.base.InvalidInputException;
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

/// Towers and dual encoders out of a directory in Hugging Face's or open_clip's layout. What is returned owns its
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

    /// @throws InvalidInputException when the settings are missing, unreadable or of an unknown architecture
    public static PretrainedCheckpoint open(Path directory) {
        if (OpenClipDirectory.isAt(directory)) {
            OpenClipDirectory openClip = OpenClipDirectory.read(directory);
            return new PretrainedCheckpoint(directory, openClip.config(), openClip.where(), openClip::tensors);
        }
        String where = directory.resolve(ConfigJson.NAME).toString();
        return new PretrainedCheckpoint(
                directory, ConfigJson.read(directory), where, () -> TensorSources.open(directory));
    }

    /// Whatever the directory holds.
    ///
    /// @throws InvalidInputException when a tensor is missing or of another shape than `config.json` says
    public LoadedModel load() {
        return switch (type) {
            case CLIP_VISION -> new LoadedModel.Vision(visionTower(null));
            case CLIP_TEXT, BERT, ROBERTA -> new LoadedModel.Text(textTower(null, null));
            case CLIP, DUAL_ENCODER -> new LoadedModel.Dual(dualEncoder(null, null, null));
        };
    }

    /// The vision tower of a `CLIPVisionModel`, a `CLIPModel` or a dual encoder.
    ///
    /// @param resolution image size to interpolate the position embeddings to; null for the tower's own
    public VisionEncoder visionTower(@Nullable Integer resolution) {
        try (TensorSource source = tensors.get()) {
            return visionTower(source, resolution);
        }
    }

    /// The text tower of a `BertModel` or `RobertaModel`, a masked language model of them, a `CLIPTextModel`, a
    /// `CLIPModel` or a dual encoder.
    ///
    /// @param pooling how to pool; null for what the directory says, or else the pooler, or without one the mean
    /// @param dropout the probability to use in training; null for the checkpoint's own
    /// @throws InvalidInputException also when CLIP's text transformer should pool in another way than it does
    public TextEncoder textTower(@Nullable TextPooling pooling, @Nullable Double dropout) {
        try (TensorSource source = tensors.get()) {
            return textTower(source, pooling, dropout);
        }
    }

    /// A whole dual encoder, projections and logit scale included.
    public DualEncoder dualEncoder(
            @Nullable Integer resolution, @Nullable TextPooling pooling, @Nullable Double dropout) {
        requireDualEncoder();
        try (TensorSource source = tensors.get()) {
            return new DualEncoder(
                    visionTower(source, resolution),
                    textTower(source, pooling, dropout),
                    ConfigJson.projection(config, where),
                    ConfigJson.initialLogitScale(config, where),
                    new CheckpointParameters(source, List.of("")));
        }
    }

    /// @throws InvalidInputException for a tower alone, which no tokenizer and no projection need be beside
    void requireDualEncoder() {
        switch (type) {
            case CLIP, DUAL_ENCODER -> {}
            case CLIP_VISION, CLIP_TEXT, BERT, ROBERTA ->
                throw new InvalidInputException(where + ": model_type \"" + type.configName()
                        + "\" is one tower, not a dual encoder; a recipe takes it as model.vision.from or"
                        + " model.text.from");
        }
    }

    /// The most tokens that a text of this model should have.
    public int longestText() {
        TextConfig text = textIsClip()
                ? ConfigJson.clipText(textNode(), where)
                : ConfigJson.bert(textNode(), TextPooling.POOLER, where);
        return ConfigJson.longestText(config, text, where);
    }

    private VisionEncoder visionTower(TensorSource source, @Nullable Integer resolution) {
        VisionConfig own = ConfigJson.vision(visionNode(), where);
        ParameterSource parameters = new CheckpointParameters(source, visionPrefixes());
        if (resolution == null || resolution == own.imageSize()) {
            return new VisionEncoder(own, parameters);
        }
        VisionConfig wanted = own.withImageSize(resolution);
        return new VisionEncoder(wanted, new PositionInterpolation(parameters, own.grid(), wanted.grid()));
    }

    private TextEncoder textTower(TensorSource source, @Nullable TextPooling pooling, @Nullable Double dropout) {
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
            case CLIP_TEXT, BERT, ROBERTA -> throw lacks("vision");
        };
    }

    // A dual encoder's vision tower says its own type.
    private JsonNode visionConfig() {
        JsonNode node = ConfigJson.tower(config, "vision_config", where);
        String name = node.path("model_type").asString(ModelType.CLIP_VISION.configName());
        if (!name.equals(ModelType.CLIP_VISION.configName()) && !name.equals(ModelType.CLIP.configName())) {
            throw new InvalidInputException(
                    where + ": vision_config.model_type \"" + name + "\" is not supported; it is clip_vision_model");
        }
        return node;
    }

    private JsonNode textNode() {
        return switch (type) {
            case CLIP_TEXT, BERT, ROBERTA -> config;
            case CLIP, DUAL_ENCODER -> ConfigJson.tower(config, "text_config", where);
            case CLIP_VISION -> throw lacks("text");
        };
    }

    // A dual encoder's text tower says its own type; without one it is BERT, as in the first releases.
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
                                + "\" is no text tower; it is bert, roberta or clip_text_model");
                };
            }
        };
    }

    private List<String> visionPrefixes() {
        return switch (type) {
            case CLIP_VISION, CLIP -> List.of(DualEncoder.CLIP_VISION_PREFIX, "");
            case DUAL_ENCODER -> List.of(DualEncoder.VISION_PREFIX, DualEncoder.CLIP_VISION_PREFIX);
            case CLIP_TEXT, BERT, ROBERTA -> throw lacks("vision");
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

    private InvalidInputException lacks(String tower) {
        return new InvalidInputException(
                where + ": model_type \"" + type.configName() + "\" holds no " + tower + " tower");
    }
}
