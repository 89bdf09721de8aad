package dev.diptych.model.checkpoint;

import dev.diptych.base.InvalidInputException;
import dev.diptych.base.internal.JsonFields;
import dev.diptych.model.BertConfig;
import dev.diptych.model.BertKind;
import dev.diptych.model.ClipTextConfig;
import dev.diptych.model.DualEncoderConfig;
import dev.diptych.model.TextConfig;
import dev.diptych.model.TextPooling;
import dev.diptych.model.VisionConfig;
import dev.diptych.model.layer.Activation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Conversion between `config.json` and the configuration of encoders. Missing keys have Hugging Face's defaults.
public final class ConfigJson {

    static final String NAME = "config.json";

    /// Settings of Diptych, which Hugging Face's loaders preserve and ignore.
    private static final String OWN = "diptych";

    // Larger than any existing size, and small enough that no product of two overflows.
    private static final int LARGEST_SIZE = 1 << 20;
    private static final int LARGEST_VOCABULARY = 1 << 24;
    private static final double LARGEST_LOGIT_SCALE = 50; // e to the power of it is a finite float32

    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private ConfigJson() {}

    /// @throws InvalidInputException if the directory has no readable `config.json`
    static JsonNode read(Path directory) {
        Path file = directory.resolve(NAME);
        if (!Files.isRegularFile(file)) {
            throw new InvalidInputException(file
                    + ": no such file; a model is a directory in Hugging Face format with config.json and weights");
        }
        try {
            JsonNode node = MAPPER.readTree(file.toFile());
            if (!node.isObject()) {
                throw new InvalidInputException(file + ": must contain a JSON object");
            }
            return node;
        } catch (JacksonException failure) {
            throw new InvalidInputException(file + ": not JSON: " + failure.getOriginalMessage(), failure);
        }
    }

    static ModelType type(JsonNode config, String where) {
        String type = config.path("model_type").asString("");
        return ModelType.named(type, where);
    }

    static VisionConfig vision(JsonNode node, String where) {
        JsonFields fields = new JsonFields(node, where);
        if (fields.integer("num_channels", 3) != 3) {
            throw fields.wrong("num_channels", "3, for red, green and blue");
        }
        return located(
                where,
                () -> new VisionConfig(
                        size(fields, "image_size", 224),
                        size(fields, "patch_size", 32),
                        size(fields, "hidden_size", 768),
                        size(fields, "num_hidden_layers", 12),
                        size(fields, "num_attention_heads", 12),
                        size(fields, "intermediate_size", 3072),
                        Activation.named(fields.text("hidden_act", "quick_gelu"), where),
                        fields.number("layer_norm_eps", 1e-5, 0, 1)));
    }

    /// Returns the settings of one encoder of a dual encoder. The first releases of `CLIPConfig` wrote the
    /// effective settings to a second object, named with `_dict`.
    static JsonNode encoder(JsonNode config, String key, String where) {
        JsonFields fields = new JsonFields(config, where);
        for (String name : new String[] {key + "_dict", key}) {
            JsonNode encoder = fields.value(name);
            if (encoder != null && !encoder.isObject()) {
                throw fields.wrong(name, "an object with the encoder's settings");
            }
            if (encoder != null) {
                return encoder;
            }
        }
        return MAPPER.createObjectNode();
    }

    static ClipTextConfig clipText(JsonNode node, String where) {
        JsonFields fields = new JsonFields(node, where);
        return located(
                where,
                () -> new ClipTextConfig(
                        fields.integer("vocab_size", 49408, 1, LARGEST_VOCABULARY),
                        size(fields, "hidden_size", 512),
                        size(fields, "num_hidden_layers", 12),
                        size(fields, "num_attention_heads", 8),
                        size(fields, "intermediate_size", 2048),
                        size(fields, "max_position_embeddings", 77),
                        Activation.named(fields.text("hidden_act", "quick_gelu"), where),
                        fields.number("layer_norm_eps", 1e-5, 0, 1),
                        probability(fields, "attention_dropout", 0),
                        token(fields, "bos_token_id", 49406),
                        token(fields, "eos_token_id", 49407),
                        token(fields, "pad_token_id", 1)));
    }

    /// Returns BERT's or RoBERTa's configuration, according to the node; BERT's if it does not specify one.
    static BertConfig bert(JsonNode node, TextPooling pooling, String where) {
        JsonFields fields = new JsonFields(node, where);
        boolean roberta = fields.text("model_type", "").equals(ModelType.ROBERTA.configName());
        if (fields.flag("is_decoder", false)) {
            throw fields.wrong("is_decoder", "false, because a text encoder's tokens attend to later tokens too");
        }
        String positions = fields.text("position_embedding_type", "absolute");
        if (!positions.equals("absolute")) {
            throw new InvalidInputException(where + ": position_embedding_type \"" + positions
                    + "\" is not supported; only absolute position embeddings are");
        }
        return located(
                where,
                () -> new BertConfig(
                        fields.integer("vocab_size", roberta ? 50265 : 30522, 1, LARGEST_VOCABULARY),
                        size(fields, "hidden_size", 768),
                        size(fields, "num_hidden_layers", 12),
                        size(fields, "num_attention_heads", 12),
                        size(fields, "intermediate_size", 3072),
                        size(fields, "max_position_embeddings", 512),
                        size(fields, "type_vocab_size", 2),
                        token(fields, "pad_token_id", roberta ? 1 : 0),
                        Activation.named(fields.text("hidden_act", "gelu"), where),
                        fields.number("layer_norm_eps", 1e-12, 0, 1),
                        probability(fields, "hidden_dropout_prob", 0.1),
                        probability(fields, "attention_probs_dropout_prob", 0.1),
                        fields.number("initializer_range", 0.02, 0, 100),
                        pooling,
                        roberta ? BertKind.ROBERTA : BertKind.BERT));
    }

    private static int size(JsonFields fields, String key, int otherwise) {
        return fields.integer(key, otherwise, 1, LARGEST_SIZE);
    }

    // Some files write -1 for "none".
    private static int token(JsonFields fields, String key, int otherwise) {
        return fields.integer(key, otherwise, -1, LARGEST_VOCABULARY);
    }

    private static double probability(JsonFields fields, String key, double otherwise) {
        double probability = fields.number(key, otherwise);
        if (!(probability >= 0 && probability < 1)) {
            throw fields.wrong(key, "a probability of at least 0 and below 1");
        }
        return probability;
    }

    // Inconsistent values are rejected by a message without the name of the file.
    static <T> T located(String where, Supplier<T> config) {
        try {
            return config.get();
        } catch (InvalidInputException refusal) {
            String message = String.valueOf(refusal.getMessage());
            throw message.startsWith(where) ? refusal : new InvalidInputException(where + ": " + message, refusal);
        }
    }

    /// Returns the pooling with which the model was trained by Diptych; null if the file does not specify it.
    static @Nullable TextPooling pooling(JsonNode config, String where) {
        JsonFields own = new JsonFields(config.path(OWN), where);
        if (own.value("text_pooling") == null) {
            return null;
        }
        String name = own.text("text_pooling", "");
        for (TextPooling pooling : TextPooling.values()) {
            if (pooling.name().toLowerCase(Locale.ROOT).equals(name)) {
                return pooling;
            }
        }
        throw new InvalidInputException(
                where + ": unknown diptych.text_pooling \"" + name + "\"; expected pooler, first or mean");
    }

    /// Returns the maximum number of tokens of a text in training, or the number of positions if the file does not
    /// specify it.
    static int longestText(JsonNode config, TextConfig text, String where) {
        int longest = new JsonFields(config.path(OWN), where)
                .integer("longest_text", text.longestText(), 2, Integer.MAX_VALUE);
        if (Math.min(longest, text.longestText()) < 2) {
            throw new InvalidInputException(
                    where + ": a maximum text length of " + Math.min(longest, text.longestText())
                            + " tokens leaves no room for the two special tokens; see the positions of the text encoder, and"
                            + " diptych.longest_text");
        }
        return Math.min(longest, text.longestText());
    }

    static int projection(JsonNode config, String where) {
        return size(new JsonFields(config, where), "projection_dim", 512);
    }

    static double initialLogitScale(JsonNode config, String where) {
        return new JsonFields(config, where)
                .number("logit_scale_init_value", 2.6592, -LARGEST_LOGIT_SCALE, LARGEST_LOGIT_SCALE);
    }

    static String write(DualEncoderConfig config, int longestText) {
        return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(json(config, longestText)) + "\n";
    }

    public static ObjectNode json(DualEncoderConfig config, int longestText) {
        ObjectNode root = MAPPER.createObjectNode();
        ModelType type = switch (config.text()) {
            case BertConfig _ -> ModelType.DUAL_ENCODER;
            case ClipTextConfig _ -> ModelType.CLIP;
        };
        root.putArray("architectures").add(type == ModelType.CLIP ? "CLIPModel" : "VisionTextDualEncoderModel");
        root.put("logit_scale_init_value", config.initialLogitScale());
        root.put("model_type", type.configName());
        root.put("projection_dim", config.projection());
        root.set("vision_config", vision(config.vision()));
        ObjectNode own = MAPPER.createObjectNode();
        switch (config.text()) {
            case BertConfig bert -> {
                root.set("text_config", text(bert));
                own.put("text_pooling", bert.pooling().name().toLowerCase(Locale.ROOT));
            }
            case ClipTextConfig clip -> {
                root.set("text_config", text(clip));
                // Python's classes of one encoder with its projection read the width from there.
                for (String encoder : new String[] {"vision_config", "text_config"}) {
                    ((ObjectNode) root.get(encoder)).put("projection_dim", config.projection());
                }
            }
        }
        root.put("torch_dtype", "float32");
        own.put("longest_text", longestText);
        root.set(OWN, own);
        return root;
    }

    private static ObjectNode vision(VisionConfig vision) {
        ObjectNode node = encoder(
                ModelType.CLIP_VISION.configName(),
                vision.hiddenSize(),
                vision.layers(),
                vision.heads(),
                vision.intermediateSize(),
                vision.activation(),
                vision.layerNormEpsilon());
        node.put("image_size", vision.imageSize());
        node.put("patch_size", vision.patchSize());
        node.put("num_channels", 3);
        node.put("attention_dropout", 0.0);
        return node;
    }

    private static ObjectNode text(ClipTextConfig text) {
        ObjectNode node = text(ModelType.CLIP_TEXT.configName(), text, text.activation(), text.layerNormEpsilon());
        node.put("attention_dropout", text.attentionDropout());
        node.put("bos_token_id", text.startId());
        node.put("eos_token_id", text.endId());
        node.put("pad_token_id", text.padId());
        return node;
    }

    private static ObjectNode text(BertConfig text) {
        ObjectNode node = text(text.kind().configName(), text, text.activation(), text.layerNormEpsilon());
        node.put("type_vocab_size", text.tokenTypes());
        node.put("pad_token_id", text.padId());
        node.put("hidden_dropout_prob", text.hiddenDropout());
        node.put("attention_probs_dropout_prob", text.attentionDropout());
        node.put("initializer_range", text.initializerRange());
        return node;
    }

    private static ObjectNode text(String modelType, TextConfig text, Activation activation, double epsilon) {
        ObjectNode node = encoder(
                modelType,
                text.hiddenSize(),
                text.layers(),
                text.heads(),
                text.intermediateSize(),
                activation,
                epsilon);
        node.put("vocab_size", text.vocabularySize());
        node.put("max_position_embeddings", text.positions());
        return node;
    }

    private static ObjectNode encoder(
            String modelType,
            int hiddenSize,
            int layers,
            int heads,
            int intermediateSize,
            Activation activation,
            double epsilon) {
        ObjectNode node = MAPPER.createObjectNode();
        node.put("model_type", modelType);
        node.put("hidden_size", hiddenSize);
        node.put("num_hidden_layers", layers);
        node.put("num_attention_heads", heads);
        node.put("intermediate_size", intermediateSize);
        node.put("hidden_act", activation.configName());
        node.put("layer_norm_eps", epsilon);
        return node;
    }
}
