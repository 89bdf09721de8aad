package dev.diptych.model;

import dev.diptych.image.process.ImageProcessor;
import dev.diptych.model.checkpoint.CalibrationFile;
import dev.diptych.model.checkpoint.ModelDirectory;
import dev.diptych.model.checkpoint.PretrainedCheckpoint;
import dev.diptych.model.checkpoint.SentencePooling;
import dev.diptych.testing.Fuzzer;
import dev.diptych.torch.TensorScope;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Damaged model settings with intact weights are either read or rejected with a one-line message.
class ModelFilesFuzzTest {

    @TempDir
    private Path folder;

    @Test
    void configurations() throws Exception {
        Files.write(folder.resolve("model.safetensors"), resource("/golden/vtde_tiny/model.safetensors"));
        Fuzzer.fuzz("config.json", 1, List.of(resource("/golden/vtde_tiny/config.json")), bytes -> {
            Files.write(folder.resolve("config.json"), bytes);
            return Fuzzer.reads(() -> {
                try (var _ = TensorScope.open()) {
                    PretrainedCheckpoint.open(folder).dualEncoder(null, null, null);
                }
            });
        });
    }

    @Test
    void openClipConfigurations() throws Exception {
        String golden = "/golden/open_clip_tiny/";
        String pickle = "open_clip_pytorch_model.bin";
        Files.write(folder.resolve(pickle), resource(golden + pickle));
        String whole = new String(resource(golden + "open_clip_config.json"), StandardCharsets.UTF_8);
        String withMore = whole.replace(
                "\"embed_dim\": 12,",
                "\"embed_dim\": 12, \"quick_gelu\": true, \"custom_text\": false, \"init_logit_scale\": 2.5,");
        String withPairs = whole.replace("\"image_size\": 16", "\"image_size\": [16, 16]")
                .replace("\"patch_size\": 8", "\"patch_size\": [8, 8], \"norm_kwargs\": {\"eps\": 1e-6}")
                .replace("squash", "shortest");
        List<byte[]> samples = Stream.of(whole, withMore, withPairs)
                .map(sample -> sample.getBytes(StandardCharsets.UTF_8))
                .toList();
        Fuzzer.fuzz("open_clip_config.json", 3, samples, bytes -> {
            Files.write(folder.resolve("open_clip_config.json"), bytes);
            return Fuzzer.reads(() -> {
                try (var _ = TensorScope.open()) {
                    PretrainedCheckpoint checkpoint = PretrainedCheckpoint.open(folder);
                    checkpoint.dualEncoder(null, null, null);
                    checkpoint.longestText();
                    ModelDirectory.processor(folder);
                }
            });
        });
    }

    @Test
    void preprocessors() throws Exception {
        String whole = "{\"crop_size\": {\"height\": 224, \"width\": 224}, \"do_center_crop\": true,"
                + " \"do_normalize\": true, \"do_resize\": true, \"image_mean\": [0.5, 0.4, 0.3],"
                + " \"image_std\": [0.2, 0.2, 0.2], \"resample\": 3, \"size\": {\"shortest_edge\": 224}}";
        Path file = folder.resolve("preprocessor_config.json");
        Fuzzer.fuzz("preprocessor_config.json", 2, List.of(whole.getBytes(StandardCharsets.UTF_8)), bytes -> {
            Files.write(file, bytes);
            return Fuzzer.reads(() -> ImageProcessor.read(file));
        });
    }

    @Test
    void calibrations() throws Exception {
        double[] scores = {-0.2, 0.1, 0.4};
        double[] probabilities = {0.1, 0.5, 0.9};
        ProbabilityCurve platt = new ProbabilityCurve(ProbabilityCurve.Method.PLATT, 9.5, -2, scores, probabilities);
        ProbabilityCurve steps = new ProbabilityCurve(ProbabilityCurve.Method.ISOTONIC, 9.5, -2, scores, probabilities);
        List<byte[]> samples = Stream.of(platt, steps)
                .map(each -> new Calibration(
                        each,
                        new Calibration.Joint(0.7, 0.3, platt),
                        List.of(new Calibration.Threshold(0.9, 0.31, 0.72)),
                        "digest",
                        300))
                .map(each -> CalibrationFile.toJson(each).getBytes(StandardCharsets.UTF_8))
                .toList();
        Fuzzer.fuzz("calibration.json", 4, samples, bytes -> {
            Files.write(folder.resolve("calibration.json"), bytes);
            return Fuzzer.reads(
                    () -> Objects.requireNonNull(CalibrationFile.read(folder)).probability(0.2));
        });
    }

    @Test
    void poolings() throws Exception {
        Path file = Files.createDirectories(folder.resolve("1_Pooling")).resolve("config.json");
        String whole = "{\"word_embedding_dimension\": 384, \"pooling_mode_cls_token\": false,"
                + " \"pooling_mode_mean_tokens\": true, \"pooling_mode_max_tokens\": false}";
        Fuzzer.fuzz("pooling.json", 5, List.of(whole.getBytes(StandardCharsets.UTF_8)), bytes -> {
            Files.write(file, bytes);
            return Fuzzer.reads(() -> SentencePooling.read(folder));
        });
    }

    private static byte[] resource(String name) throws IOException {
        try (InputStream in = Objects.requireNonNull(ModelFilesFuzzTest.class.getResourceAsStream(name), name)) {
            return in.readAllBytes();
        }
    }
}
