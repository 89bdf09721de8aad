package dev.diptych.export;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnxruntime.OrtEnvironment;
import dev.diptych.base.RandomKey;
import dev.diptych.export.onnx.ExportedModels;
import dev.diptych.export.onnx.OnnxFile;
import dev.diptych.export.onnx.OnnxSession;
import dev.diptych.image.process.ImageProcessor;
import dev.diptych.model.ClipTextConfig;
import dev.diptych.model.ImageTextModel;
import dev.diptych.model.TextInput;
import dev.diptych.model.TextPooling;
import dev.diptych.model.layer.Activation;
import dev.diptych.testing.GoldenTensors;
import dev.diptych.text.TokenBatch;
import dev.diptych.text.Tokenizer;
import dev.diptych.torch.Operators;
import dev.diptych.torch.TensorScope;
import dev.diptych.torch.Tensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Compares exported encoders in ONNX Runtime with golden values and libtorch.
final class OnnxFormatTest {

    private static final double TOLERANCE = 1e-5;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @Test
    void theGoldenModelGivesTheGoldenEmbeddings() throws Exception {
        new OnnxFormat().write(ExportedModels.golden(), folder);
        GoldenTensors golden = GoldenTensors.resource("golden/vtde_tiny/io.safetensors");
        try (OnnxSession vision = OnnxSession.open(folder.resolve("vision.onnx"));
                OnnxSession text = OnnxSession.open(folder.resolve("text.onnx"))) {
            float[] images = vision.images(golden.floats("pixel_values"), golden.shape("pixel_values"));
            assertArrayEquals(golden.floats("image_embeds"), images, 1e-6f);
            long[] ids = golden.longs("input_ids");
            long[] mask = golden.longs("attention_mask");
            float[] texts = text.texts(ids, mask, golden.shape("input_ids"));
            for (int row : new int[] {0, 2, 4}) { // the others have a second segment, which no text here has
                assertArrayEquals(row(golden.floats("text_embeds"), row), row(texts, row), 1e-6f);
            }
            assertArrayEquals(libtorch(ExportedModels.golden(), new TokenBatch(5, 9, ids, mask)), texts, 1e-6f);
        }
    }

    private static float[] row(float[] embeddings, int row) {
        return Arrays.copyOfRange(embeddings, row * 24, row * 24 + 24);
    }

    @ParameterizedTest
    @CsvSource({"POOLER, GELU", "FIRST, GELU_TANH", "MEAN, QUICK_GELU", "MEAN, GELU", "MEAN, RELU"})
    void everyPoolingAndActivationOfBertAgrees(TextPooling pooling, Activation activation) throws Exception {
        agrees(ExportedModels.bert(pooling, activation));
    }

    // Its random texts hold padding tokens, which take no position.
    @ParameterizedTest
    @EnumSource(TextPooling.class)
    void robertaAgrees(TextPooling pooling) throws Exception {
        agrees(ExportedModels.roberta(pooling, folder));
    }

    @ParameterizedTest
    @ValueSource(ints = {ExportedModels.CLIP_END, ClipTextConfig.LARGEST})
    void clipsTextTransformerAgreesHoweverItsEndIsFound(int end) throws Exception {
        agrees(ExportedModels.clip(end, folder));
    }

    private void agrees(ImageTextModel model) throws Exception {
        Path directory = Files.createDirectory(folder.resolve("onnx"));
        new OnnxFormat().write(model, directory);
        for (EncoderDifference difference : new OnnxFormat().compare(model, directory)) {
            assertTrue(difference.difference() < TOLERANCE, difference.toString());
        }
        // Texts of every length, alone, and in one batch where all but one are padded.
        int longest = model.longestText();
        RandomGenerator random = RandomKey.of(5).generator();
        try (OnnxSession text = OnnxSession.open(directory.resolve("text.onnx"))) {
            long[] ids = new long[longest * longest];
            long[] mask = new long[ids.length];
            for (int length = 1; length <= longest; length++) {
                long[] alone = text(model.tokenizer(), length, random);
                long[] ones = new long[length];
                Arrays.fill(ones, 1);
                System.arraycopy(alone, 0, ids, (length - 1) * longest, length);
                System.arraycopy(ones, 0, mask, (length - 1) * longest, length);
                assertArrayEquals(
                        libtorch(model, new TokenBatch(1, length, alone, ones)),
                        text.texts(alone, ones, 1, length),
                        (float) TOLERANCE);
            }
            assertArrayEquals(
                    libtorch(model, new TokenBatch(longest, longest, ids, mask)),
                    text.texts(ids, mask, longest, longest),
                    (float) TOLERANCE);
        }
    }

    private static long[] text(Tokenizer tokenizer, int length, RandomGenerator random) {
        long[] ids = new long[length];
        for (int t = 0; t < length - 1; t++) {
            int other = tokenizer.endId() + 1 + random.nextInt(tokenizer.vocabularySize() - 1);
            ids[t] = other % tokenizer.vocabularySize();
        }
        ids[length - 1] = tokenizer.endId();
        return ids;
    }

    private static float[] libtorch(ImageTextModel model, TokenBatch texts) {
        try (TensorScope _ = TensorScope.open()) {
            return Tensors.floats(model.encoder()
                    .encodeTexts(TextInput.of(texts, null), false, false)
                    .embeddings());
        }
    }

    @Test
    void aChangedWeightIsFound() throws IOException {
        ImageTextModel model = ExportedModels.bert(TextPooling.MEAN, Activation.GELU);
        new OnnxFormat().write(model, folder);
        try (TensorScope _ = TensorScope.open()) {
            model.encoder()
                    .vision()
                    .parameters()
                    .values()
                    .forEach(parameter -> Operators.copyInPlace(parameter, parameter.mul(parameter)));
        }
        List<EncoderDifference> differences = new OnnxFormat().compare(model, folder);
        assertFalse(differences.get(0).agrees());
        assertTrue(differences.get(1).agrees());
    }

    @Test
    void weightsTooLargeForOneMessageGoIntoASeparateFile() throws Exception {
        ImageTextModel model = ExportedModels.golden();
        new OnnxFormat().write(model, folder);
        Path apart = Files.createDirectory(folder.resolve("apart"));
        try (TensorScope _ = TensorScope.open()) {
            OnnxFile.write(
                    apart.resolve("vision.onnx"), OnnxFormat.vision(model.encoder()), new LinkedHashMap<>(), 1000);
        }
        assertTrue(Files.size(apart.resolve("vision.onnx")) < Files.size(folder.resolve("vision.onnx")) / 2);
        GoldenTensors golden = GoldenTensors.resource("golden/vtde_tiny/io.safetensors");
        try (OnnxSession vision = OnnxSession.open(apart.resolve("vision.onnx"))) {
            float[] images = vision.images(golden.floats("pixel_values"), golden.shape("pixel_values"));
            assertArrayEquals(golden.floats("image_embeds"), images, 1e-6f);
        }
    }

    @Test
    void theFilesSayWhatTheyTakeAndHowToScore() throws Exception {
        ImageTextModel model = ExportedModels.bert(TextPooling.MEAN, Activation.GELU);
        new OnnxFormat().write(model, folder);
        try (var session = OrtEnvironment.getEnvironment()
                .createSession(folder.resolve("text.onnx").toString())) {
            Map<String, String> metadata = session.getMetadata().getCustomMetadata();
            assertEquals(1 / 20.0, Double.parseDouble(String.valueOf(metadata.get("temperature"))), 1e-8);
            assertEquals("40", metadata.get("longest_text"));
            assertTrue(String.valueOf(metadata.get("formula")).contains("exp(logit_scale)"));
            assertEquals("diptych", session.getMetadata().getProducerName());
        }
        assertEquals(ImageProcessor.clip(17), ImageProcessor.read(folder.resolve("preprocessor_config.json")));
        assertEquals(99, Tokenizer.read(folder).vocabularySize());
    }
}
