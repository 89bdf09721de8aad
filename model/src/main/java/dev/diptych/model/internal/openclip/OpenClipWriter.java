package dev.diptych.model.internal.openclip;

import dev.diptych.base.InvalidInputException;
import dev.diptych.base.internal.AtomicFile;
import dev.diptych.image.process.ImageProcessor;
import dev.diptych.image.process.ResizeRule;
import dev.diptych.image.resample.Resampling;
import dev.diptych.model.internal.openclip.OpenClipNames.Place;
import dev.diptych.torch.Operators;
import dev.diptych.torch.TensorScope;
import dev.diptych.torch.file.Safetensors;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedMap;
import org.bytedeco.pytorch.Tensor;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Writes a `CLIPModel` as open_clip's `CLIP`.
///
/// @param clip the model's `config.json`
record OpenClipWriter(JsonNode clip) {

    private static final JsonMapper MAPPER = JsonMapper.builder().build();
    private static final double NORM_EPSILON = 1e-5;

    void write(Path directory, SequencedMap<String, Tensor> tensors, ImageProcessor processor) {
        String config = MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(config(processor)) + "\n";
        try (var _ = TensorScope.open()) {
            Safetensors.write(
                    directory.resolve(OpenClipDirectory.PREFIX + "model.safetensors"),
                    renamed(tensors),
                    Map.of("format", "pt"));
        }
        AtomicFile.write(directory.resolve(OpenClipDirectory.CONFIG), config);
    }

    private static SequencedMap<String, Tensor> renamed(SequencedMap<String, Tensor> tensors) {
        SequencedMap<String, Tensor> renamed = new LinkedHashMap<>();
        Map<String, Tensor[]> thirds = new LinkedHashMap<>();
        tensors.forEach((name, tensor) -> {
            Place place = OpenClipNames.place(name);
            switch (place) {
                case null -> throw new IllegalArgumentException("no tensor of a CLIPModel: " + name);
                case Place.Whole(String openClip) -> renamed.put(openClip, tensor);
                case Place.Transposed(String openClip) ->
                    renamed.put(openClip, tensor.t().contiguous()); // [in, out]
                case Place.Third(String openClip, int number) ->
                    thirds.computeIfAbsent(openClip, _ -> new Tensor[3])[number] = tensor;
            }
        });
        thirds.forEach((name, parts) -> renamed.put(name, Operators.concatenate(0, parts))); // [3 D, D] or [3 D]
        return renamed;
    }

    private ObjectNode config(ImageProcessor processor) {
        JsonNode vision = clip.path("vision_config");
        JsonNode text = clip.path("text_config");
        ObjectNode root = MAPPER.createObjectNode();
        ObjectNode model = root.putObject("model_cfg");
        model.put("embed_dim", clip.path("projection_dim").asInt());
        if (quickGelu(vision, text)) {
            model.put("quick_gelu", true);
        }
        ObjectNode visionPart = model.putObject("vision_cfg");
        visionPart.put("image_size", vision.path("image_size").asInt());
        visionPart.put("patch_size", vision.path("patch_size").asInt());
        encoder(vision, visionPart);
        visionPart.put("head_width", visionPart.path("width").asInt() / heads(vision));
        ObjectNode textPart = model.putObject("text_cfg");
        textPart.put("context_length", text.path("max_position_embeddings").asInt());
        textPart.put("vocab_size", text.path("vocab_size").asInt());
        encoder(text, textPart);
        textPart.put("heads", heads(text));
        root.set(
                "preprocess_cfg",
                preprocessing(processor, vision.path("image_size").asInt()));
        root.set(OpenClipDirectory.OWN, clip.path(OpenClipDirectory.OWN));
        return root;
    }

    private static void encoder(JsonNode clip, ObjectNode encoder) {
        int width = clip.path("hidden_size").asInt();
        encoder.put("width", width);
        encoder.put("layers", clip.path("num_hidden_layers").asInt());
        encoder.put("mlp_ratio", ratio(width, clip.path("intermediate_size").asInt()));
        double epsilon = clip.path("layer_norm_eps").asDouble();
        if (epsilon != NORM_EPSILON) {
            encoder.putObject("norm_kwargs").put("eps", epsilon);
        }
    }

    // open_clip truncates width * ratio to an integer, so a ratio just below is replaced by one just above.
    private static double ratio(int width, int intermediate) {
        double ratio = (double) intermediate / width;
        return (int) (width * ratio) == intermediate ? ratio : Math.nextUp(ratio);
    }

    private static int heads(JsonNode encoder) {
        return encoder.path("num_attention_heads").asInt();
    }

    private static boolean quickGelu(JsonNode vision, JsonNode text) {
        String first = vision.path("hidden_act").asString();
        String second = text.path("hidden_act").asString();
        boolean known = first.equals("gelu") || first.equals("quick_gelu");
        if (!known || !first.equals(second)) {
            throw new InvalidInputException(
                    "open_clip's encoders both have gelu or both quick_gelu, and this model's have " + first + " and "
                            + second + "; keep it in Hugging Face format");
        }
        return first.equals("quick_gelu");
    }

    // The preprocessing that open_clip derives from the model's image size must equal this one.
    private static ObjectNode preprocessing(ImageProcessor processor, int side) {
        boolean squash = processor.size().equals(new ResizeRule.Exact(side, side));
        boolean shortest = processor.size().equals(new ResizeRule.ShortestEdge(side, 0));
        boolean cropped = processor.cropHeight() == side && processor.cropWidth() == side;
        boolean sized = squash ? !processor.doCentreCrop() || cropped : shortest && processor.doCentreCrop() && cropped;
        if (!sized || !processor.doResize()) {
            throw new InvalidInputException("open_clip resizes the shorter side to the model's " + side
                    + " pixels and crops the centre, or resizes to a square of that size; this model's images are"
                    + " prepared differently");
        }
        if (!processor.doNormalise() || !processor.doRescale() || !isByteScale(processor.rescaleFactor())) {
            throw new InvalidInputException("open_clip divides pixels by 255 and then normalises them; this model's"
                    + " images are prepared differently");
        }
        Resampling resampling = processor.resampling();
        if (resampling != Resampling.BICUBIC && resampling != Resampling.BILINEAR) {
            throw new InvalidInputException("open_clip resizes by bicubic or bilinear, but this model's images are"
                    + " resized by " + resampling.name().toLowerCase(Locale.ROOT));
        }
        ObjectNode node = MAPPER.createObjectNode();
        colours(node, "mean", processor.mean());
        colours(node, "std", processor.deviation());
        node.put("interpolation", resampling.name().toLowerCase(Locale.ROOT));
        node.put("resize_mode", squash ? "squash" : "shortest");
        return node;
    }

    private static boolean isByteScale(double factor) {
        return (float) factor == (float) (1 / 255.0);
    }

    private static void colours(ObjectNode node, String key, List<Double> colours) {
        var array = node.putArray(key);
        colours.forEach(array::add);
    }
}
