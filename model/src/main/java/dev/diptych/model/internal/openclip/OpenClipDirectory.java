package dev.diptych.model.internal.openclip;

import dev.diptych.base.InvalidInputException;
import dev.diptych.base.internal.JsonFields;
import dev.diptych.image.process.ImageProcessor;
import dev.diptych.torch.file.TensorSource;
import dev.diptych.torch.file.TensorSources;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SequencedMap;
import org.bytedeco.pytorch.Tensor;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Model directory in open_clip's format: `open_clip_config.json` with `open_clip_model.safetensors` or
/// `open_clip_pytorch_model.bin`. It is presented as a `CLIPModel`: with the corresponding settings and tensors.
public final class OpenClipDirectory {

    static final String CONFIG = "open_clip_config.json";
    static final String PREFIX = "open_clip_";

    /// Settings of Diptych, which open_clip ignores.
    static final String OWN = "diptych";

    private final Path directory;
    private final Path file;
    private final JsonNode root;
    private final OpenClipConfig config;

    private OpenClipDirectory(Path directory) {
        this.directory = directory;
        this.file = directory.resolve(CONFIG);
        this.root = json(file);
        JsonNode model = root.path("model_cfg");
        if (!model.isObject()) {
            throw new InvalidInputException(
                    file + ": has no model_cfg; open_clip writes one when it saves a model for the hub");
        }
        this.config = new OpenClipConfig(new JsonFields(model, file + ": model_cfg"), file.toString());
    }

    /// Whether a directory contains a model in open_clip's format only. If it contains both, Hugging Face's is
    /// used.
    public static boolean isAt(Path directory) {
        return Files.exists(directory.resolve(CONFIG))
                && !(Files.exists(directory.resolve("config.json")) && TensorSources.areIn(directory));
    }

    /// @throws InvalidInputException if `open_clip_config.json` is invalid
    public static OpenClipDirectory read(Path directory) {
        return new OpenClipDirectory(directory);
    }

    /// Writes a model for open_clip: settings and weights. The tokenizer's files are Hugging Face's, which
    /// open_clip reads too.
    ///
    /// @param config of a `CLIPModel`
    /// @param tensors by their names in `CLIPModel`
    /// @throws InvalidInputException for a model or preprocessing that open_clip does not support
    public static void write(
            Path directory, JsonNode config, SequencedMap<String, Tensor> tensors, ImageProcessor processor) {
        new OpenClipWriter(config).write(directory, tensors, processor);
    }

    /// Returns the settings, as in the `config.json` of a `CLIPModel`.
    ///
    /// @throws InvalidInputException for a model that `CLIPModel` does not support; the message names the setting
    public JsonNode config() {
        ObjectNode clip = config.clip();
        if (root.has(OWN)) {
            clip.set(OWN, root.get(OWN));
        }
        return clip;
    }

    /// Path of the settings, for messages.
    public String where() {
        return file.toString();
    }

    /// Returns the preprocessing of images for validation.
    ///
    /// @throws InvalidInputException if `preprocess_cfg` is invalid or not supported
    public ImageProcessor processor() {
        JsonNode preprocessing = root.path("preprocess_cfg");
        if (!preprocessing.isMissingNode() && !preprocessing.isNull() && !preprocessing.isObject()) {
            throw new JsonFields(root, file.toString()).wrong("preprocess_cfg", "an object");
        }
        return new OpenClipProcessor(new JsonFields(preprocessing, file + ": preprocess_cfg"), config.imageSize())
                .read();
    }

    /// Opens the tensors by their names in `CLIPModel`; the caller closes them.
    public TensorSource tensors() {
        return new OpenClipTensors(TensorSources.open(directory, PREFIX));
    }

    private static JsonNode json(Path file) {
        try {
            return JsonMapper.shared().readTree(file.toFile());
        } catch (JacksonException failure) {
            throw new InvalidInputException(file + ": not JSON: " + failure.getOriginalMessage(), failure);
        }
    }
}
