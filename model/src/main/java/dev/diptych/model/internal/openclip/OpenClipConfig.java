package dev.diptych.model.internal.openclip;

import dev.diptych.base.InvalidInputException;
import dev.diptych.base.internal.JsonFields;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Converts `model_cfg` of an `open_clip_config.json` to the `config.json` of a `CLIPModel`. Missing keys have
/// open_clip's defaults; settings that `CLIPModel` does not support are rejected.
///
/// @param model `model_cfg`
/// @param where the file, for messages
record OpenClipConfig(JsonFields model, String where) {

    /// Settings that change the computation of an encoder, with the value that is equivalent to `CLIPModel`; no
    /// value for settings that must be absent or empty.
    private static final Map<String, String> AS_CLIP = Map.ofEntries(
            Map.entry("ls_init_value", ""),
            Map.entry("block_type", ""),
            Map.entry("qk_norm", "false"),
            Map.entry("scaled_cosine_attn", "false"),
            Map.entry("scale_heads", "false"),
            Map.entry("scale_attn_inner", "false"),
            Map.entry("scale_attn", "false"),
            Map.entry("scale_fc", "false"),
            Map.entry("act_kwargs", ""));

    private static final Map<String, String> VISION_AS_CLIP = Map.ofEntries(
            Map.entry("timm_model_name", ""),
            Map.entry("attentional_pool", "false"),
            Map.entry("input_patchnorm", "false"),
            Map.entry("no_ln_pre", "false"),
            Map.entry("global_average_pool", "false"),
            Map.entry("pool_type", "tok"),
            Map.entry("pos_embed_type", "learnable"));

    private static final Map<String, String> TEXT_AS_CLIP = Map.ofEntries(
            Map.entry("hf_model_name", ""),
            Map.entry("no_causal_mask", "false"),
            Map.entry("embed_cls", "false"),
            Map.entry("pool_type", "argmax"),
            Map.entry("proj_type", "linear"),
            Map.entry("proj_bias", "false"),
            Map.entry("tokenizer_kwargs", ""));

    // Larger than any existing size, and small enough that no product of two overflows.
    private static final int LARGEST_SIZE = 1 << 20;
    private static final int LARGEST_VOCABULARY = 1 << 24;

    private static final double NORM_EPSILON = 1e-5;
    private static final double LARGEST_LOGIT_SCALE = 50; // e to the power of it is a finite float32
    private static final double LOGIT_SCALE = Math.log(1 / 0.07);

    /// The first `eos_token_id`, for which `CLIPModel` uses the token with the largest id, as open_clip does.
    private static final int LARGEST = 2;

    ObjectNode clip() {
        JsonFields vision = part("vision_cfg", VISION_AS_CLIP);
        JsonFields text = part("text_cfg", TEXT_AS_CLIP);
        String activation = model.flag("quick_gelu", false) ? "quick_gelu" : "gelu";
        ObjectNode root = JsonMapper.shared().createObjectNode();
        root.put("model_type", "clip");
        if (model.value("embed_dim") == null) {
            throw model.wrong("embed_dim", "given");
        }
        root.put("projection_dim", size(model, "embed_dim", 0));
        root.put(
                "logit_scale_init_value",
                model.number("init_logit_scale", LOGIT_SCALE, -LARGEST_LOGIT_SCALE, LARGEST_LOGIT_SCALE));
        root.set("vision_config", vision(vision, activation));
        root.set("text_config", text(text, activation));
        return root;
    }

    /// Side length of the images in pixels.
    int imageSize() {
        return side(part("vision_cfg", VISION_AS_CLIP), "image_size", 224);
    }

    private ObjectNode vision(JsonFields vision, String activation) {
        int width = size(vision, "width", 768);
        int headWidth = size(vision, "head_width", 64);
        if (headWidth > width) {
            throw vision.wrong("head_width", "at most the width, " + width);
        }
        ObjectNode node = encoder(vision, width, activation);
        node.put("num_attention_heads", width / headWidth);
        node.put("image_size", side(vision, "image_size", 224));
        node.put("patch_size", side(vision, "patch_size", 16));
        return node;
    }

    private ObjectNode text(JsonFields text, String activation) {
        ObjectNode node = encoder(text, size(text, "width", 512), activation);
        node.put("num_attention_heads", size(text, "heads", 8));
        node.put("vocab_size", text.integer("vocab_size", 49408, 1, LARGEST_VOCABULARY));
        node.put("max_position_embeddings", size(text, "context_length", 77));
        node.put("eos_token_id", LARGEST);
        return node;
    }

    private ObjectNode encoder(JsonFields encoder, int width, String activation) {
        JsonNode layers = encoder.value("layers");
        if (layers != null && layers.isArray()) {
            throw encoder.wrong("layers", "one number, as for a vision transformer (a ResNet has several)");
        }
        ObjectNode node = JsonMapper.shared().createObjectNode();
        node.put("hidden_size", width);
        node.put("num_hidden_layers", size(encoder, "layers", 12));
        node.put("intermediate_size", (int) (width * ratio(encoder)));
        node.put("hidden_act", activation);
        node.put("layer_norm_eps", epsilon(encoder));
        return node;
    }

    private static double epsilon(JsonFields encoder) {
        JsonNode norm = encoder.value("norm_kwargs");
        if (norm == null || (norm.isContainer() && norm.isEmpty())) {
            return NORM_EPSILON;
        }
        if (!norm.isObject() || norm.size() != 1 || !norm.has("eps")) {
            throw encoder.wrong("norm_kwargs", "an object with the key eps only");
        }
        return new JsonFields(norm, encoder.where() + ".norm_kwargs").number("eps", NORM_EPSILON, 0, 1);
    }

    // One number, or two that are equal.
    private static int side(JsonFields vision, String key, int otherwise) {
        JsonNode size = vision.value(key);
        if (size == null || !size.isArray()) {
            return size(vision, key, otherwise);
        }
        if (size.size() != 2 || !size.get(0).canConvertToInt() || !size.get(0).equals(size.get(1))) {
            throw vision.wrong(key, "an integer, because images and their patches are square");
        }
        return size.get(0).intValue();
    }

    private JsonFields part(String key, Map<String, String> ofEncoder) {
        JsonNode node = model.value(key);
        if (node == null || !node.isObject()) {
            throw model.wrong(key, "an object with the encoder's settings");
        }
        JsonFields part = new JsonFields(node, where + ": model_cfg." + key);
        for (Map<String, String> asClip : List.of(AS_CLIP, ofEncoder)) {
            asClip.forEach((setting, value) -> requireAsClip(part, setting, value));
        }
        return part;
    }

    private static void requireAsClip(JsonFields part, String setting, String value) {
        JsonNode found = part.value(setting);
        if (found == null
                || (found.isContainer() ? found.isEmpty() : found.asString("").isEmpty())) {
            return; // open_clip ignores it too
        }
        if (value.isEmpty() || !found.asString("").equals(value)) {
            throw new InvalidInputException("%s: %s %s is not supported by CLIPModel; supported is %s"
                    .formatted(part.where(), setting, found, value.isEmpty() ? "no value" : value));
        }
    }

    private static int size(JsonFields fields, String key, int otherwise) {
        return fields.integer(key, otherwise, 1, LARGEST_SIZE);
    }

    private static double ratio(JsonFields encoder) {
        double ratio = encoder.number("mlp_ratio", 4, 0, LARGEST_SIZE);
        if (!(ratio > 0)) {
            throw encoder.wrong("mlp_ratio", "above 0");
        }
        return ratio;
    }
}
