package dev.diptych.model.checkpoint;

import dev.diptych.base.InvalidInputException;
import dev.diptych.base.internal.AtomicDirectory;
import dev.diptych.base.internal.SentenceModules;
import dev.diptych.data.batch.TextPreparation;
import dev.diptych.image.process.ImageProcessor;
import dev.diptych.model.BertConfig;
import dev.diptych.model.BertKind;
import dev.diptych.model.Calibration;
import dev.diptych.model.ClipTextConfig;
import dev.diptych.model.CrossAttentionFusion;
import dev.diptych.model.DualEncoder;
import dev.diptych.model.FusionConfig;
import dev.diptych.model.ImageTextModel;
import dev.diptych.model.SigmoidHead;
import dev.diptych.model.TextConfig;
import dev.diptych.model.VisionConfig;
import dev.diptych.model.internal.openclip.OpenClipDirectory;
import dev.diptych.text.Padding;
import dev.diptych.text.Tokenizer;
import dev.diptych.torch.file.Safetensors;
import dev.diptych.torch.file.TensorSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

/// Complete model in a directory: Hugging Face's files and, if the model has them, `fusion.safetensors` (a fusion),
/// `sigmoid.safetensors` (scale and bias of the pairwise sigmoid loss) and `calibration.json` (calibration of its
/// scores).
public final class ModelDirectory {

    /// The number of tokens that BERT takes.
    private static final int BERT_LENGTH = 512;

    private static final Logger LOG = LoggerFactory.getLogger(ModelDirectory.class);

    private static final String FUSION = "fusion.safetensors";
    private static final String SIGMOID = "sigmoid.safetensors";

    /// Preprocessing of images, as it is written.
    public static final String PROCESSOR = "preprocessor_config.json";

    private ModelDirectory() {}

    /// @throws InvalidInputException if a file is missing or inconsistent with the others
    public static ImageTextModel load(Path directory) {
        long begun = System.nanoTime();
        PretrainedCheckpoint checkpoint = open(directory);
        DualEncoder encoder = checkpoint.dualEncoder(null, null, null);
        ImageTextModel model = model(directory, checkpoint, encoder, fusion(directory, encoder));
        LOG.debug(
                "loaded the model in {}: {} tensors, up to {} tokens, {} ms",
                directory,
                encoder.parameters().size(),
                model.longestText(),
                (System.nanoTime() - begun) / 1_000_000);
        return model;
    }

    /// Loads what embeds texts. The image encoder is loaded at its first use, and the model has no
    /// fusion: see [#fusion].
    ///
    /// @throws InvalidInputException if a file is missing or inconsistent with the others; faults
    ///     in the weights of the image encoder are found when it is loaded
    public static ImageTextModel loadTextsFirst(Path directory) {
        long begun = System.nanoTime();
        PretrainedCheckpoint checkpoint = open(directory);
        ImageTextModel model = model(directory, checkpoint, checkpoint.dualEncoderTextsFirst(), null);
        LOG.debug(
                "loaded the text encoder of the model in {}: {} ms",
                directory,
                (System.nanoTime() - begun) / 1_000_000);
        return model;
    }

    private static PretrainedCheckpoint open(Path directory) {
        PretrainedCheckpoint checkpoint = PretrainedCheckpoint.open(directory);
        checkpoint.requireDualEncoder();
        return checkpoint;
    }

    private static ImageTextModel model(
            Path directory,
            PretrainedCheckpoint checkpoint,
            DualEncoder encoder,
            @Nullable CrossAttentionFusion fusion) {
        Tokenizer tokenizer = Tokenizer.read(directory);
        ImageProcessor processor = processor(directory);
        requireFit(tokenizer, encoder.text().config(), directory);
        requireFit(processor, encoder.config().vision(), directory);
        return new ImageTextModel(
                encoder,
                fusion,
                sigmoid(directory),
                processor,
                tokenizer,
                checkpoint.longestText(),
                CalibrationFile.read(directory));
    }

    /// Settings from `config.json`.
    public static JsonNode config(ImageTextModel model) {
        return ConfigJson.json(model.encoder().config(), model.longestText());
    }

    /// Returns the preprocessing of images.
    ///
    /// @throws InvalidInputException if the directory does not specify it, or the file is invalid
    public static ImageProcessor processor(Path directory) {
        return OpenClipDirectory.isAt(directory)
                ? OpenClipDirectory.read(directory).processor()
                : ImageProcessor.in(SentenceModules.encoder(directory));
    }

    /// Returns the maximum number of tokens of a text for the model; empty if the directory contains no text encoder
    /// that is supported, but for example a tokenizer only.
    public static OptionalInt longestText(Path directory) {
        try {
            return OptionalInt.of(PretrainedCheckpoint.open(directory).longestText());
        } catch (InvalidInputException noTextEncoder) {
            return OptionalInt.empty();
        }
    }

    /// Returns the conversion of texts to the tokens of the model, without its weights: up to as many tokens as the
    /// model takes, or else as the settings of the tokenizer say.
    ///
    /// @param directory also a single file of a tokenizer
    /// @throws InvalidInputException if there is no tokenizer
    public static TextPreparation textPreparation(Path directory) {
        Tokenizer tokenizer = Tokenizer.read(directory);
        int own = tokenizer.modelMaximumLength().orElse(BERT_LENGTH);
        return new TextPreparation(tokenizer, longestText(directory).orElse(own), Padding.longest());
    }

    /// @throws InvalidInputException if the tokenizer has more ids than the embeddings have rows, if its end
    ///     token is not the one at which CLIP's text transformer pools, or if its padding differs from the one
    ///     from which RoBERTa counts
    public static void requireFit(Tokenizer tokenizer, TextConfig text, Path directory) {
        if (tokenizer.vocabularySize() > text.vocabularySize()) {
            throw new InvalidInputException(directory + ": the tokenizer has " + tokenizer.vocabularySize()
                    + " entries, but the word embeddings have only " + text.vocabularySize()
                    + " rows; use the tokenizer that the checkpoint was trained with");
        }
        if (text instanceof BertConfig bert && bert.kind() == BertKind.ROBERTA && tokenizer.padId() != bert.padId()) {
            throw new InvalidInputException(directory + ": the tokenizer pads with the id " + tokenizer.padId()
                    + ", but RoBERTa counts positions from the padding id " + bert.padId()
                    + "; use the tokenizer that the checkpoint was trained with");
        }
        if (text instanceof ClipTextConfig clip) {
            boolean largest = clip.endId() == ClipTextConfig.LARGEST;
            int wanted = largest ? tokenizer.firstAddedId() - 1 : clip.endId();
            boolean added = largest && tokenizer.endId() > wanted; // special tokens may be among the added ones
            if (tokenizer.endId() != wanted && !(added && tokenizer.endId() == tokenizer.vocabularySize() - 1)) {
                throw new InvalidInputException(directory + ": the tokenizer ends a text with the id "
                        + tokenizer.endId() + ", but CLIP's text transformer pools at " + wanted
                        + "; use the tokenizer that the checkpoint was trained with");
            }
        }
    }

    private static void requireFit(ImageProcessor processor, VisionConfig vision, Path directory) {
        if (processor.height() != vision.imageSize() || processor.width() != vision.imageSize()) {
            throw new InvalidInputException(
                    "%s: images are prepared to %d x %d pixels, but the image encoder takes %d x %d; fix %s"
                            .formatted(
                                    directory,
                                    processor.width(),
                                    processor.height(),
                                    vision.imageSize(),
                                    vision.imageSize(),
                                    PROCESSOR));
        }
    }

    /// Writes the model atomically: `directory` contains either the complete old model or the complete new one.
    /// Equal models give equal bytes. A process that is killed between the two moves leaves the old model under
    /// another name; [#recover] restores it.
    public static void save(Path directory, ImageTextModel model) {
        try (AtomicDirectory draft = AtomicDirectory.replacing(directory)) {
            write(draft.path(), model);
            draft.publish();
        } catch (IOException failure) {
            throw new UncheckedIOException(directory + ": the model cannot be saved: " + failure.getMessage(), failure);
        }
    }

    /// Restores the old model if a process was killed between moving it away and moving the new one in.
    public static void recover(Path directory) {
        try {
            AtomicDirectory.recover(directory);
        } catch (IOException failure) {
            throw new UncheckedIOException(directory + ": cannot be restored: " + failure.getMessage(), failure);
        }
    }

    /// Writes the files of the model into an existing directory, one after another.
    public static void write(Path directory, ImageTextModel model) throws IOException {
        writeSettings(directory, model);
        Safetensors.write(
                directory.resolve("model.safetensors"), model.encoder().parameters(), Map.of("format", "pt"));
        CrossAttentionFusion fusion = model.fusion();
        if (fusion != null) {
            Safetensors.write(directory.resolve(FUSION), fusion.parameters(), metadata(fusion.config()));
        }
        SigmoidHead sigmoid = model.sigmoid();
        if (sigmoid != null) {
            Safetensors.write(directory.resolve(SIGMOID), sigmoid.parameters(), Map.of("format", "pt"));
        }
        Calibration calibration = model.calibration();
        if (calibration != null) {
            CalibrationFile.write(directory, calibration);
        }
    }

    /// Whether the model has a fusion.
    public static boolean hasFusion(Path directory) {
        return Files.exists(directory.resolve(FUSION));
    }

    /// Returns the fusion of the model, or null if it has none.
    public static @Nullable CrossAttentionFusion fusion(Path directory, DualEncoder encoder) {
        Path file = directory.resolve(FUSION);
        if (!Files.exists(file)) {
            return null;
        }
        try (TensorSource source = Safetensors.open(file)) {
            Map<String, String> metadata = source.metadata();
            FusionConfig config = ConfigJson.located(
                    file.toString(),
                    () -> new FusionConfig(
                            encoder.config().vision().hiddenSize(),
                            encoder.text().config().hiddenSize(),
                            number(metadata, "hidden_size", file),
                            number(metadata, "heads", file),
                            dropout(metadata, file)));
            return new CrossAttentionFusion(config, new CheckpointParameters(source, List.of("")));
        }
    }

    /// Returns the sigmoid head of the model, or null if it has none. open_clip stores it with the weights.
    public static @Nullable SigmoidHead sigmoid(Path directory) {
        if (OpenClipDirectory.isAt(directory)) {
            try (TensorSource source = OpenClipDirectory.read(directory).tensors()) {
                return source.has("logit_bias")
                        ? new SigmoidHead(0, 0, new CheckpointParameters(source, List.of("")))
                        : null;
            }
        }
        Path file = directory.resolve(SIGMOID);
        if (!Files.exists(file)) {
            return null;
        }
        try (TensorSource source = Safetensors.open(file)) {
            return new SigmoidHead(0, 0, new CheckpointParameters(source, List.of("")));
        }
    }

    /// Writes the configuration, the preprocessing of images and the tokenizer.
    static void writeSettings(Path directory, ImageTextModel model) throws IOException {
        Files.writeString(
                directory.resolve(ConfigJson.NAME),
                ConfigJson.write(model.encoder().config(), model.longestText()));
        model.processor().write(directory.resolve(PROCESSOR));
        model.tokenizer().save(directory);
    }

    private static Map<String, String> metadata(FusionConfig config) {
        var metadata = new LinkedHashMap<String, String>();
        metadata.put("format", "pt");
        metadata.put("heads", Integer.toString(config.heads()));
        metadata.put("hidden_size", Integer.toString(config.hiddenSize()));
        metadata.put("dropout", Double.toString(config.dropout()));
        return metadata;
    }

    private static int number(Map<String, String> metadata, String key, Path file) {
        try {
            return Integer.parseInt(metadata.getOrDefault(key, ""));
        } catch (NumberFormatException failure) {
            throw new InvalidInputException(
                    file + ": its metadata must contain " + key + ", an integer; save the model again", failure);
        }
    }

    private static double dropout(Map<String, String> metadata, Path file) {
        try {
            return Double.parseDouble(metadata.getOrDefault("dropout", "0"));
        } catch (NumberFormatException failure) {
            throw new InvalidInputException(
                    file + ": dropout in its metadata must be a number; save the model again", failure);
        }
    }
}
