package dev.diptych.model;

import dev.diptych.InvalidInputException;
import dev.diptych.torch.TensorSource;
import dev.diptych.torch.TensorSources;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

/// Towers and dual encoders out of a directory in Hugging Face layout. What is returned owns its parameters.
public final class Checkpoint {

    private static final Logger LOG = LoggerFactory.getLogger(Checkpoint.class);

    private final Path directory;
    private final JsonNode config;
    private final String where;
    private final ModelType type;

    private Checkpoint(Path directory) {
        this.directory = directory;
        this.where = directory.resolve(ConfigJson.NAME).toString();
        this.config = ConfigJson.read(directory);
        this.type = ConfigJson.type(config, where);
    }

    /// @throws InvalidInputException when `config.json` is missing, unreadable or of an unknown architecture
    public static Checkpoint open(Path directory) {
        return new Checkpoint(directory);
    }

    /// Whatever the directory holds.
    ///
    /// @throws InvalidInputException when a tensor is missing or of another shape than `config.json` says
    public LoadedModel load() {
        return switch (type) {
            case CLIP_VISION, CLIP -> new LoadedModel.Vision(visionTower(null));
            case BERT -> new LoadedModel.Text(textTower(null, null));
            case DUAL_ENCODER -> new LoadedModel.Dual(dualEncoder(null, null, null));
        };
    }

    /// The vision tower of a `CLIPVisionModel`, a `CLIPModel` or a dual encoder.
    ///
    /// @param resolution image size to interpolate the position embeddings to; null for the tower's own
    public VisionTower visionTower(@Nullable Integer resolution) {
        try (TensorSource source = TensorSources.open(directory)) {
            return visionTower(source, resolution);
        }
    }

    /// The text tower of a `BertModel`, a `BertForMaskedLM` or a dual encoder.
    ///
    /// @param pooling how to pool; null for the checkpoint's own way, or for the mean where it has no pooler
    /// @param dropout the probability to use in training; null for the checkpoint's own
    public TextTower textTower(@Nullable TextPooling pooling, @Nullable Double dropout) {
        try (TensorSource source = TensorSources.open(directory)) {
            return textTower(source, pooling, dropout);
        }
    }

    /// A whole dual encoder, projections and logit scale included.
    public DualEncoder dualEncoder(
            @Nullable Integer resolution, @Nullable TextPooling pooling, @Nullable Double dropout) {
        if (type != ModelType.DUAL_ENCODER) {
            throw new InvalidInputException(where + ": model_type \"" + type.configName()
                    + "\" is one tower, not a dual encoder; give it as model.vision.from or model.text.from");
        }
        try (TensorSource source = TensorSources.open(directory)) {
            return new DualEncoder(
                    visionTower(source, resolution),
                    textTower(source, pooling, dropout),
                    ConfigJson.projection(config, where),
                    ConfigJson.initialLogitScale(config, where),
                    new CheckpointParameters(source, List.of("")));
        }
    }

    /// The most tokens that a text of this model should have.
    public int longestText() {
        return ConfigJson.longestText(config, ConfigJson.text(textNode(), TextPooling.POOLER, where), where);
    }

    private VisionTower visionTower(TensorSource source, @Nullable Integer resolution) {
        VisionConfig own = ConfigJson.vision(visionNode(), where);
        ParameterSource parameters = new CheckpointParameters(source, visionPrefixes());
        if (resolution == null || resolution == own.imageSize()) {
            return new VisionTower(own, parameters);
        }
        VisionConfig wanted = own.withImageSize(resolution);
        return new VisionTower(wanted, new PositionInterpolation(parameters, own.grid(), wanted.grid()));
    }

    private TextTower textTower(TensorSource source, @Nullable TextPooling pooling, @Nullable Double dropout) {
        ParameterSource parameters = new CheckpointParameters(source, textPrefixes());
        TextConfig text = ConfigJson.text(textNode(), pooling(parameters, pooling), where);
        return new TextTower(dropout == null ? text : text.withDropout(dropout), parameters);
    }

    private TextPooling pooling(ParameterSource parameters, @Nullable TextPooling wanted) {
        TextPooling pooling = wanted == null ? ConfigJson.pooling(config, where) : wanted;
        if (pooling == TextPooling.POOLER && wanted == null && !parameters.has("pooler.dense.weight")) {
            LOG.info("{} has no pooler (a masked language model has none): texts are pooled by the mean", directory);
            return TextPooling.MEAN;
        }
        return pooling;
    }

    private JsonNode visionNode() {
        return switch (type) {
            case CLIP_VISION -> config;
            case CLIP, DUAL_ENCODER -> config.path("vision_config");
            case BERT -> throw lacks("vision");
        };
    }

    private JsonNode textNode() {
        return switch (type) {
            case BERT -> config;
            case DUAL_ENCODER -> config.path("text_config");
            case CLIP_VISION, CLIP -> throw lacks("BERT text");
        };
    }

    private List<String> visionPrefixes() {
        return switch (type) {
            case CLIP_VISION, CLIP -> List.of("vision_model.", "");
            case DUAL_ENCODER -> List.of(DualEncoder.VISION_PREFIX, "vision_model.");
            case BERT -> throw lacks("vision");
        };
    }

    private List<String> textPrefixes() {
        return switch (type) {
            case BERT -> List.of("", "bert.");
            case DUAL_ENCODER -> List.of(DualEncoder.TEXT_PREFIX, DualEncoder.TEXT_PREFIX + "bert.");
            case CLIP_VISION, CLIP -> throw lacks("BERT text");
        };
    }

    private InvalidInputException lacks(String tower) {
        return new InvalidInputException(
                where + ": model_type \"" + type.configName() + "\" holds no " + tower + " tower");
    }
}
