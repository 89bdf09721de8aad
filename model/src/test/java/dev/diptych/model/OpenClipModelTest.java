package dev.diptych.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diptych.base.InvalidInputException;
import dev.diptych.image.process.ImageProcessor;
import dev.diptych.image.process.ResizeRule;
import dev.diptych.image.resample.Resampling;
import dev.diptych.model.checkpoint.ConfigJson;
import dev.diptych.model.checkpoint.ModelDirectory;
import dev.diptych.model.checkpoint.PretrainedCheckpoint;
import dev.diptych.model.internal.openclip.OpenClipDirectory;
import dev.diptych.model.layer.Activation;
import dev.diptych.torch.TensorScope;
import dev.diptych.torch.Tensors;
import dev.diptych.torch.file.Safetensors;
import dev.diptych.torch.file.TensorSource;
import dev.diptych.torch.file.TorchCheckpoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OpenClipModelTest {

    private static final Path TINY = Path.of("../testing/src/main/resources/golden/open_clip_tiny");
    private static final String CONFIG = "open_clip_config.json";
    private static final String PICKLE = "open_clip_pytorch_model.bin";
    private static final String SAFETENSORS = "open_clip_model.safetensors";

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @Test
    void settingsAreReadWithOpenClipsDefaults() {
        PretrainedCheckpoint checkpoint = PretrainedCheckpoint.open(TINY);
        DualEncoder encoder = checkpoint.dualEncoder(null, null, null);
        VisionConfig vision = encoder.vision().config();
        assertEquals(new VisionConfig(16, 8, 24, 2, 3, 42, Activation.GELU, 1e-5), vision);
        ClipTextConfig text = (ClipTextConfig) encoder.text().config();
        assertEquals(ClipTextConfig.LARGEST, text.endId());
        assertEquals(2, text.heads());
        assertEquals(64, text.intermediateSize());
        assertEquals(16, checkpoint.longestText());
        assertEquals(12, encoder.config().projection());
        assertEquals(2.25, Tensors.item(encoder.logitScale()));
        ImageProcessor processor = ModelDirectory.processor(TINY);
        assertEquals(new ResizeRule.Exact(16, 16), processor.size());
        assertEquals(Resampling.BILINEAR, processor.resampling());
        assertEquals(List.of(0.5, 0.4, 0.3), processor.mean());
        assertEquals(List.of(0.2, 0.25, 0.3), processor.deviation());
    }

    @Test
    void itIsWrittenWithTheSameTensorsAndSettings() throws IOException {
        DualEncoder encoder = PretrainedCheckpoint.open(TINY).dualEncoder(null, null, null);
        OpenClipDirectory.write(
                folder, ConfigJson.json(encoder.config(), 16), encoder.parameters(), ModelDirectory.processor(TINY));
        try (TensorSource first = TorchCheckpoint.open(TINY.resolve(PICKLE));
                TensorSource second = Safetensors.open(folder.resolve(SAFETENSORS))) {
            assertEquals(
                    first.names().stream().sorted().toList(),
                    second.names().stream().sorted().toList());
            for (String name : first.names()) {
                assertEquals(first.info(name), second.info(name), name);
                assertArrayEquals(floats(first, name), floats(second, name), name);
            }
        }
        assertEquals(
                encoder.config(),
                PretrainedCheckpoint.open(folder).dualEncoder(null, null, null).config());
        assertEquals(ModelDirectory.processor(TINY), ModelDirectory.processor(folder));
    }

    @Test
    void namesOfACustomTextEncoderAndOfParallelTrainingAreFound() throws IOException {
        Map<String, float[]> plain = parameters(PretrainedCheckpoint.open(TINY));
        write(name -> "module." + (name.startsWith("visual.") || name.equals("logit_scale") ? name : "text." + name));
        Map<String, float[]> renamed = parameters(PretrainedCheckpoint.open(folder));
        assertEquals(plain.keySet(), renamed.keySet());
        plain.forEach((name, values) -> assertArrayEquals(values, renamed.get(name), name));
    }

    @Test
    void theBiasOfTheSigmoidLossIsReadFromTheWeights() throws IOException {
        assertNull(ModelDirectory.sigmoid(TINY));
        Files.copy(TINY.resolve(CONFIG), folder.resolve(CONFIG));
        try (var _ = TensorScope.open();
                TensorSource source = TorchCheckpoint.open(TINY.resolve(PICKLE))) {
            SequencedMap<String, Tensor> tensors = new LinkedHashMap<>();
            source.names().forEach(name -> tensors.put(name, source.tensor(name)));
            tensors.put("logit_bias", Tensors.scalar(-10));
            Safetensors.write(folder.resolve(SAFETENSORS), tensors, Map.of());
        }
        SigmoidHead head = Objects.requireNonNull(ModelDirectory.sigmoid(folder));
        assertEquals(-10, Tensors.item(head.bias()));
        assertEquals(1 / (1 + Math.exp(10 - 0.5 * Math.exp(2.25))), head.probability(0.5), 1e-7);
        assertEquals(
                parameters(PretrainedCheckpoint.open(TINY)).keySet(),
                parameters(PretrainedCheckpoint.open(folder)).keySet());
    }

    @Test
    void aMissingTensorIsNamedAsOpenClipNamesIt() throws IOException {
        write(name -> name.equals("visual.transformer.resblocks.1.attn.in_proj_bias") ? "other" : name);
        String message = refusal();
        assertTrue(message.contains("vision_model.encoder.layers.1.self_attn.q_proj.bias is missing"), message);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            "width": 24      | "timm_model_name": "vit"         | timm_model_name "vit" is not supported by CLIPModel
            "width": 24      | "layers": [2, 2]                 | layers must be one number
            "width": 24      | "pool_type": "avg"               | pool_type "avg" is not supported by CLIPModel; supported is tok
            "vocab_size": 514 | "hf_model_name": "roberta-base" | text_cfg: hf_model_name "roberta-base" is not
            "vocab_size": 514 | "no_causal_mask": true          | no_causal_mask true is not supported by CLIPModel
            "vocab_size": 514 | "tokenizer_kwargs": {"clean": "canonicalize"} | tokenizer_kwargs {"clean":"canonicalize"} is not
            "width": 24      | "norm_kwargs": {"eps": 1e-5, "bias": false} | norm_kwargs must be an object with the key eps only
            "width": 24      | "norm_kwargs": "none"            | norm_kwargs must be an object with the key eps only
            "embed_dim": 12, | "embed_dim": "12",               | embed_dim must be an integer, found "12"
            """, quoteCharacter = '`')
    void whatClipDoesNotComputeIsRefused(String setting, String other, String expected) throws IOException {
        write(name -> name);
        Path file = folder.resolve(CONFIG);
        String config = Files.readString(file);
        assertTrue(config.contains(setting), config);
        boolean replaces = setting.startsWith("\"embed_dim");
        Files.writeString(file, config.replace(setting, replaces ? other : setting + ", " + other));
        String message = refusal();
        assertTrue(message.contains(CONFIG) && message.contains(expected), message);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            "image_size": 16 | "image_size": ["a", "a"]  | image_size must be an integer, because images
            "image_size": 16 | "image_size": [16, 24]    | image_size must be an integer, because images
            "image_size": 16 | "image_size": [1.5, 1.5]  | image_size must be an integer, because images
            "head_width": 8  | "head_width": 48          | head_width must be at most the width, 24
            "head_width": 8  | "head_width": 0           | head_width must be an integer from 1 to
            "width": 24      | "width": -24              | width must be an integer from 1 to
            "width": 24      | "width": 0                | width must be an integer from 1 to
            "heads": 2       | "heads": -2               | heads must be an integer from 1 to
            "mlp_ratio": 1.75 | "mlp_ratio": -1          | mlp_ratio must be a number from 0
            "mlp_ratio": 1.75 | "mlp_ratio": 1e999       | mlp_ratio must be a number
            "layers": 2      | "layers": 1048576         | is missing
            "patch_size": 8  | "patch_size": 0           | patch_size must be an integer from 1 to
            "context_length": 16 | "context_length": 1   | leaves no room
            """)
    void settingsWithoutSenseAreRefused(String setting, String other, String expected) throws IOException {
        write(name -> name);
        Path file = folder.resolve(CONFIG);
        String config = Files.readString(file);
        assertTrue(config.contains(setting), config);
        Files.writeString(file, config.replace(setting, other));
        String message = refusal();
        assertTrue(message.contains(expected), message);
        assertEquals(1, message.lines().count(), message);
    }

    @Test
    void emptySettingsAndPairsOfEqualSidesAreOpenClipsDefaults() throws IOException {
        write(name -> name);
        Path file = folder.resolve(CONFIG);
        Files.writeString(
                file,
                Files.readString(file)
                        .replace("\"image_size\": 16", "\"image_size\": [16, 16], \"timm_model_name\": \"\"")
                        .replace("\"patch_size\": 8", "\"patch_size\": [8, 8], \"act_kwargs\": {}")
                        .replace("\"heads\": 2", "\"heads\": 2, \"norm_kwargs\": {\"eps\": 1e-6}"));
        DualEncoder encoder = PretrainedCheckpoint.open(folder).dualEncoder(null, null, null);
        assertEquals(
                new VisionConfig(16, 8, 24, 2, 3, 42, Activation.GELU, 1e-5),
                encoder.vision().config());
        assertEquals(1e-6, ((ClipTextConfig) encoder.text().config()).layerNormEpsilon());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            "bilinear"     | "lanczos"     | interpolation must be bicubic, bilinear or random
            "squash"       | 3             | resize_mode must be a string
            "squash"       | "squash", "mode": "L"    | mode must be RGB
            0.25           | 0             | std must be at least 1e-06
            0.25           | "x"           | std must be three numbers
            """)
    void preparationsThatOpenClipHasNotAreRefused(String setting, String other, String expected) throws IOException {
        write(name -> name);
        Path file = folder.resolve(CONFIG);
        Files.writeString(file, Files.readString(file).replace(setting, other));
        String message =
                String.valueOf(assertThrows(InvalidInputException.class, () -> ModelDirectory.processor(folder))
                        .getMessage());
        assertTrue(message.contains(CONFIG) && message.contains(expected), message);
    }

    @Test
    void oneNumberForAllColoursAndAFilterDrawnInTrainingAreRead() throws IOException {
        write(name -> name);
        Path file = folder.resolve(CONFIG);
        Files.writeString(
                file,
                Files.readString(file)
                        .replaceFirst("(?s)\"mean\": \\[.*?\\]", "\"mean\": 0.5")
                        .replace("bilinear", "random"));
        ImageProcessor processor = ModelDirectory.processor(folder);
        assertEquals(List.of(0.5, 0.5, 0.5), processor.mean());
        assertEquals(Resampling.BICUBIC, processor.resampling());
    }

    @Test
    void preparationsThatOpenClipWouldDoInAnotherWayAreNotWritten() {
        DualEncoder encoder = PretrainedCheckpoint.open(TINY).dualEncoder(null, null, null);
        ImageProcessor clip = ImageProcessor.clip(16);
        assertTrue(
                refusalToWrite(encoder, with(clip, new ResizeRule.ShortestEdge(18, 0), Resampling.BICUBIC, 1 / 255.0))
                        .contains("the model's 16 pixels"));
        assertTrue(refusalToWrite(encoder, with(clip, new ResizeRule.Exact(16, 20), Resampling.BICUBIC, 1 / 255.0))
                .contains("the model's 16 pixels"));
        assertTrue(refusalToWrite(encoder, with(clip, clip.size(), Resampling.LANCZOS, 1 / 255.0))
                .contains("by lanczos"));
        assertTrue(refusalToWrite(encoder, with(clip, clip.size(), Resampling.BICUBIC, 1 / 127.5))
                .contains("divides pixels by 255"));
    }

    private String refusalToWrite(DualEncoder encoder, ImageProcessor processor) {
        return String.valueOf(assertThrows(
                        InvalidInputException.class,
                        () -> OpenClipDirectory.write(
                                folder, ConfigJson.json(encoder.config(), 16), encoder.parameters(), processor))
                .getMessage());
    }

    private static ImageProcessor with(ImageProcessor p, ResizeRule size, Resampling resampling, double factor) {
        return new ImageProcessor(
                p.type(),
                true,
                size,
                resampling,
                true,
                p.cropHeight(),
                p.cropWidth(),
                true,
                factor,
                true,
                p.mean(),
                p.deviation(),
                true);
    }

    @Test
    void imagesThatArePaddedAreRefused() throws IOException {
        write(name -> name);
        Path file = folder.resolve(CONFIG);
        Files.writeString(file, Files.readString(file).replace("squash", "longest"));
        String message =
                String.valueOf(assertThrows(InvalidInputException.class, () -> ModelDirectory.processor(folder))
                        .getMessage());
        assertTrue(message.contains("resize_mode must be shortest or squash, found \"longest\""), message);
    }

    private String refusal() {
        return String.valueOf(assertThrows(InvalidInputException.class, () -> {
                    PretrainedCheckpoint checkpoint = PretrainedCheckpoint.open(folder);
                    checkpoint.longestText();
                    checkpoint.dualEncoder(null, null, null);
                })
                .getMessage());
    }

    private void write(UnaryOperator<String> rename) throws IOException {
        Files.copy(TINY.resolve(CONFIG), folder.resolve(CONFIG));
        try (var _ = TensorScope.open();
                TensorSource source = TorchCheckpoint.open(TINY.resolve(PICKLE))) {
            SequencedMap<String, Tensor> tensors = new LinkedHashMap<>();
            source.names().forEach(name -> tensors.put(rename.apply(name), source.tensor(name)));
            Safetensors.write(folder.resolve(SAFETENSORS), tensors, Map.of());
        }
    }

    private static Map<String, float[]> parameters(PretrainedCheckpoint checkpoint) {
        Map<String, float[]> values = new HashMap<>();
        checkpoint
                .dualEncoder(null, null, null)
                .parameters()
                .forEach((name, parameter) -> values.put(name, Tensors.floats(parameter.detach())));
        return values;
    }

    private static float[] floats(TensorSource source, String name) {
        try (var _ = TensorScope.open()) {
            return Tensors.floats(source.tensor(name).contiguous());
        }
    }
}
