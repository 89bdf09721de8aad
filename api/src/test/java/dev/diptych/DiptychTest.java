package dev.diptych;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diptych.base.InvalidInputException;
import dev.diptych.data.ImageSource;
import dev.diptych.image.UnreadableImageException;
import dev.diptych.testing.GoldenModel;
import dev.diptych.testing.GoldenTensors;
import dev.diptych.torch.Precision;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiptychTest {

    private static final GoldenTensors IO = GoldenTensors.resource("golden/vtde_tiny/io.safetensors");
    private static final String FIRST = "t36 t56 t86 t10 t71 t34 t53"; // between 9 and 91: row 0 of input_ids
    private static final int DIMENSIONS = 24;

    @TempDir
    private Path folder;

    @Test
    void textEmbeddingsEqualTheGoldenOnes() throws IOException {
        float[] golden = IO.floats("text_embeds"); // [5, 24]
        try (Diptych model = Diptych.load(GoldenModel.write(folder, 9, 91))) {
            assertEquals(DIMENSIONS, model.dimensions());
            assertArrayEquals(Arrays.copyOf(golden, DIMENSIONS), model.embedText(FIRST), 2e-6f);
        }
        try (Diptych model = Diptych.load(GoldenModel.write(folder, 55, 17).toString())) {
            assertArrayEquals(
                    Arrays.copyOfRange(golden, 2 * DIMENSIONS, 3 * DIMENSIONS), model.embedText("t51"), 2e-6f);
        }
    }

    @Test
    void embeddingsInBf16AreThoseOfFloat32RoundedInTheProducts() throws IOException {
        Path directory = GoldenModel.write(folder, 9, 91);
        List<Path> files = GoldenModel.images(folder, 3);
        try (Diptych exact = Diptych.load(directory);
                Diptych rounded = Diptych.load(directory, Precision.BF16)) {
            requireSimilar(exact.embedImages(files), rounded.embedImages(files));
            List<String> texts = List.of(FIRST, "t51");
            float[][] embeddings = rounded.embedTexts(texts);
            requireSimilar(exact.embedTexts(texts), embeddings);
            assertArrayEquals(embeddings, rounded.embedTexts(texts)); // the same bits
        }
    }

    private static void requireSimilar(float[][] exact, float[][] rounded) {
        for (int i = 0; i < exact.length; i++) {
            assertFalse(Arrays.equals(exact[i], rounded[i]), "computed in float32");
            assertEquals(1, Math.sqrt(product(rounded[i], rounded[i])), 1e-6);
            assertEquals(1, product(exact[i], rounded[i]), 1e-3);
        }
    }

    @Test
    void filesBytesAndJavaImagesHaveTheSameEmbeddings() throws IOException {
        List<Path> files = GoldenModel.images(folder, 3);
        List<ImageSource> bytes = new ArrayList<>();
        List<ImageSource> images = new ArrayList<>();
        for (int i = 0; i < files.size(); i++) {
            bytes.add(ImageSource.of(Files.readAllBytes(files.get(i))));
            images.add(ImageSource.of(GoldenModel.image(i)));
        }
        try (Diptych model = Diptych.load(GoldenModel.write(folder, 9, 91))) {
            float[][] embeddings = model.embedImages(files);
            assertEquals(files.size(), embeddings.length);
            for (float[] embedding : embeddings) {
                assertEquals(1, Math.sqrt(product(embedding, embedding)), 1e-6);
            }
            assertArrayEquals(embeddings, model.embed(bytes));
            assertArrayEquals(embeddings, model.embed(images));
            assertArrayEquals(embeddings[1], model.embedImage(files.get(1)), 1e-6f);
            float[][] texts = model.embedTexts(List.of(FIRST, "t51"));
            float[][] similarity = model.similarity(files, List.of(FIRST, "t51"));
            assertEquals(product(embeddings[2], texts[1]), similarity[2][1], 1e-6);
            float[] probabilities = model.classify(files.getFirst(), List.of(FIRST, "t51"));
            double scale = Math.exp(
                    GoldenTensors.resource("golden/vtde_tiny/model.safetensors").floats("logit_scale")[0]);
            double expected = 1 / (1 + Math.exp(scale * (similarity[0][1] - similarity[0][0])));
            assertEquals(expected, probabilities[0], 1e-5);
            assertEquals(OptionalDouble.empty(), model.matchProbability(files.getFirst(), FIRST));
            assertEquals(OptionalDouble.empty(), model.matchingScore(files.getFirst(), FIRST));
            assertEquals(0, model.embedImages(List.of()).length);
            assertEquals(0, model.embedTexts(List.of()).length);
        }
    }

    @Test
    void unreadableImagesAreNamedOrReported() throws IOException {
        List<Path> files = new ArrayList<>(GoldenModel.images(folder, 3));
        Path damaged = Files.writeString(folder.resolve("damaged.jpg"), "no image");
        files.add(1, damaged);
        try (Diptych model = Diptych.load(GoldenModel.write(folder, 9, 91))) {
            var failure = assertThrows(InvalidInputException.class, () -> model.embedImages(files));
            assertTrue(String.valueOf(failure.getMessage()).startsWith(damaged + ": "), failure.getMessage());
            var alone = assertThrows(InvalidInputException.class, () -> model.embedImage(damaged));
            assertTrue(String.valueOf(alone.getMessage()).startsWith(damaged + ": "), alone.getMessage());
            List<String> reported = new ArrayList<>();
            float[][] embeddings =
                    model.embedImages(files, (index, reason) -> reported.add(index + " " + reason.name()));
            assertEquals(List.of("1 " + damaged), reported);
            assertArrayEquals(new float[DIMENSIONS], embeddings[1]);
            assertArrayEquals(model.embedImages(List.of(files.get(3)))[0], embeddings[3], 1e-6f);
        }
    }

    @Test
    void virtualThreadsEmbedAtOnce() throws IOException, InterruptedException, ExecutionException {
        List<Path> files = GoldenModel.images(folder, 4);
        List<String> texts = List.of(FIRST, "t51", "t40 t41");
        try (Diptych model = Diptych.load(GoldenModel.write(folder, 9, 91));
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            float[][] images = model.embedImages(files);
            float[][] captions = model.embedTexts(texts);
            List<Future<float[][]>> results = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                boolean ofImages = i % 2 == 0;
                results.add(threads.submit(() -> ofImages ? model.embedImages(files) : model.embedTexts(texts)));
            }
            for (int i = 0; i < results.size(); i++) {
                assertArrayEquals(i % 2 == 0 ? images : captions, results.get(i).get());
            }
        }
    }

    @Test
    void preparedImagesHaveTheSameEmbeddings() throws IOException, UnreadableImageException {
        List<Path> files = GoldenModel.images(folder, 3);
        try (Diptych model = Diptych.load(GoldenModel.write(folder, 9, 91))) {
            List<PreparedImage> prepared = new ArrayList<>();
            for (Path file : files) {
                prepared.add(model.prepare(ImageSource.of(file)));
            }
            assertArrayEquals(model.embedImages(files), model.embedPrepared(prepared));
            assertEquals(0, model.embedPrepared(List.of()).length);
            assertThrows(UnreadableImageException.class, () -> model.prepare(ImageSource.of(new byte[] {1, 2, 3})));
        }
    }

    @Test
    void tokensAreCountedWithTheSpecialOnes() throws IOException {
        try (Diptych model = Diptych.load(GoldenModel.write(folder, 9, 91))) {
            assertArrayEquals(new int[] {9, 3, 2}, model.countTokens(List.of(FIRST, "t51", "")));
        }
    }

    @Test
    void closingFreesTheNativeMemory() throws IOException {
        Path directory = GoldenModel.write(folder, 9, 91);
        List<Path> files = GoldenModel.images(folder, 2);
        long before = 0;
        for (int i = 0; i < 20; i++) {
            try (Diptych model = Diptych.load(directory)) {
                model.embedImages(files);
                model.embedText(FIRST);
            }
            if (i == 4) {
                before = Pointer.totalCount();
            }
        }
        assertEquals(before, Pointer.totalCount());
    }

    @Test
    void aClosedModelRefusesCalls() throws IOException {
        Diptych model = Diptych.load(GoldenModel.write(folder, 9, 91));
        model.close();
        model.close();
        var failure = assertThrows(IllegalStateException.class, () -> model.embedText(FIRST));
        assertEquals("this model is closed", failure.getMessage());
    }

    @Test
    void aDirectoryWithoutAModelIsNamed() {
        var failure = assertThrows(InvalidInputException.class, () -> Diptych.load(folder));
        assertTrue(String.valueOf(failure.getMessage()).contains(folder.toString()), failure.getMessage());
    }

    private static double product(float[] left, float[] right) {
        double sum = 0;
        for (int i = 0; i < left.length; i++) {
            sum += (double) left[i] * right[i];
        }
        return sum;
    }
}
