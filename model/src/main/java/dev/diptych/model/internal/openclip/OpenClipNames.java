package dev.diptych.model.internal.openclip;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Mapping from the tensor names of Hugging Face's `CLIPModel`, and the bias of the pairwise sigmoid loss, to those of
/// open_clip's `CLIP`.
final class OpenClipNames {

    private static final Pattern BLOCK = Pattern.compile("(vision|text)_model\\.encoder\\.layers\\.(\\d+)\\.(.+)");
    private static final Pattern PART = Pattern.compile("self_attn\\.([qkv])_proj\\.(weight|bias)");

    private static final Map<String, String> WHOLE = Map.ofEntries(
            Map.entry("logit_scale", "logit_scale"),
            Map.entry("logit_bias", "logit_bias"),
            Map.entry("vision_model.embeddings.class_embedding", "visual.class_embedding"),
            Map.entry("vision_model.embeddings.patch_embedding.weight", "visual.conv1.weight"),
            Map.entry("vision_model.embeddings.position_embedding.weight", "visual.positional_embedding"),
            Map.entry("vision_model.pre_layrnorm.weight", "visual.ln_pre.weight"),
            Map.entry("vision_model.pre_layrnorm.bias", "visual.ln_pre.bias"),
            Map.entry("vision_model.post_layernorm.weight", "visual.ln_post.weight"),
            Map.entry("vision_model.post_layernorm.bias", "visual.ln_post.bias"),
            Map.entry("text_model.embeddings.token_embedding.weight", "token_embedding.weight"),
            Map.entry("text_model.embeddings.position_embedding.weight", "positional_embedding"),
            Map.entry("text_model.final_layer_norm.weight", "ln_final.weight"),
            Map.entry("text_model.final_layer_norm.bias", "ln_final.bias"));

    private static final Map<String, String> TRANSPOSED =
            Map.of("visual_projection.weight", "visual.proj", "text_projection.weight", "text_projection");

    private static final SequencedMap<String, String> IN_BLOCK = inBlock();

    private OpenClipNames() {}

    private static SequencedMap<String, String> inBlock() {
        SequencedMap<String, String> names = new LinkedHashMap<>();
        for (String kind : new String[] {".weight", ".bias"}) {
            names.put("layer_norm1" + kind, "ln_1" + kind);
            names.put("layer_norm2" + kind, "ln_2" + kind);
            names.put("self_attn.out_proj" + kind, "attn.out_proj" + kind);
            names.put("mlp.fc1" + kind, "mlp.c_fc" + kind);
            names.put("mlp.fc2" + kind, "mlp.c_proj" + kind);
        }
        return names;
    }

    /// Returns the location of a tensor of `CLIPModel` in open_clip's format; null if it has none.
    static @Nullable Place place(String name) {
        String whole = WHOLE.get(name);
        if (whole != null) {
            return new Place.Whole(whole);
        }
        String transposed = TRANSPOSED.get(name);
        if (transposed != null) {
            return new Place.Transposed(transposed);
        }
        Matcher block = BLOCK.matcher(name);
        return block.matches() ? inBlock(block.group(1), block.group(2), block.group(3)) : null;
    }

    private static @Nullable Place inBlock(String encoder, String number, String rest) {
        String prefix = (encoder.equals("vision") ? "visual." : "") + "transformer.resblocks." + number + ".";
        Matcher part = PART.matcher(rest);
        if (part.matches()) {
            return new Place.Third(prefix + "attn.in_proj_" + part.group(2), "qkv".indexOf(part.group(1)));
        }
        String name = IN_BLOCK.get(rest);
        return name == null ? null : new Place.Whole(prefix + name);
    }

    /// Whether a tensor of open_clip belongs to the text encoder, which newer releases store under `text.`.
    static boolean isOfText(String openClip) {
        return !openClip.startsWith("visual.") && !openClip.startsWith("logit_");
    }

    /// Location of a `CLIPModel` tensor among open_clip's tensors.
    sealed interface Place {

        /// Name in open_clip.
        String name();

        record Whole(String name) implements Place {}

        /// Weight [out, in] of a linear layer, stored as [in, out].
        record Transposed(String name) implements Place {}

        /// Queries (0), keys (1) or values (2) of an attention layer, concatenated in [3 D, D] or [3 D].
        record Third(String name, int number) implements Place {}
    }
}
