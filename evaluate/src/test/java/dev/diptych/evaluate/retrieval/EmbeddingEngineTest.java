package dev.diptych.evaluate.retrieval;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diptych.base.ProgressListener;
import dev.diptych.base.RandomKey;
import dev.diptych.data.Caption;
import dev.diptych.data.FileImage;
import dev.diptych.data.ImageItem;
import dev.diptych.data.Pairs;
import dev.diptych.data.batch.ImagePreparation;
import dev.diptych.data.batch.LoaderSettings;
import dev.diptych.data.batch.ModelInput;
import dev.diptych.data.batch.TextPreparation;
import dev.diptych.data.batch.TextRows;
import dev.diptych.data.features.FeatureFile;
import dev.diptych.data.features.FeatureLayout;
import dev.diptych.data.features.FeatureType;
import dev.diptych.data.features.FeatureWriter;
import dev.diptych.model.DualEncoder;
import dev.diptych.model.ImageTextModel;
import dev.diptych.model.RandomModels;
import dev.diptych.model.TextInput;
import dev.diptych.model.Trainable;
import dev.diptych.model.VisionConfig;
import dev.diptych.model.embed.EmbeddingEngine;
import dev.diptych.model.embed.EmbeddingSink;
import dev.diptych.model.embed.EncoderOutput;
import dev.diptych.model.embed.FeatureFileSink;
import dev.diptych.model.embed.MemorySink;
import dev.diptych.model.layer.Activation;
import dev.diptych.text.TokenBatch;
import dev.diptych.torch.Gradients;
import dev.diptych.torch.Operators;
import dev.diptych.torch.Precision;
import dev.diptych.torch.TensorScope;
import dev.diptych.torch.Tensors;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddingEngineTest {

    private static final int IMAGES = 41;
    private static final int BATCH = 8;
    private static final EnumSet<EncoderOutput> EMBEDDING = EnumSet.of(EncoderOutput.EMBEDDING);
    private static final EnumSet<EncoderOutput> POOLED = EnumSet.of(EncoderOutput.POOLED);
    private static final EnumSet<EncoderOutput> FROZEN = EnumSet.of(EncoderOutput.FROZEN_STATES);

    @TempDir
    private Path folder;

    private final TensorScope scope = TensorScope.open();
    private final Pairs pairs = SmallModel.scenes(IMAGES);
    private final ImageTextModel model = SmallModel.of(pairs);

    @AfterEach
    void close() {
        scope.close();
    }

    @Test
    void embeddingsAreThoseOfTheEncoder() {
        MemorySink images = new MemorySink();
        assertTrue(engine(() -> false)
                .images(pairs, input(pairs), EMBEDDING, images)
                .complete());
        assertEquals(IMAGES, images.items().length);
        List<String> texts = texts();
        MemorySink captions = new MemorySink();
        engine(() -> false).texts("captions", texts, preparation(), TextRows.NONE, EMBEDDING, captions);
        float[] embedded = Tensors.floats(captions.rows(EncoderOutput.EMBEDDING));
        try (var _ = Gradients.disabled()) {
            TokenBatch all = preparation().batch(texts);
            float[] expected = Tensors.floats(model.encoder()
                    .encodeTexts(TextInput.of(all, null), false, false)
                    .embeddings());
            assertArrayEquals(expected, embedded, 1e-5f);
        }
    }

    @Test
    void someImagesGetTheEmbeddingsThatTheyGetAmongAll() {
        MemorySink all = new MemorySink();
        engine(() -> false).images(pairs, input(pairs), EMBEDDING, all);
        int[] numbers = {3, 4, 11, 29, 40};
        MemorySink some = new MemorySink();
        engine(() -> false).images(pairs, input(pairs), numbers, EMBEDDING, some);
        assertArrayEquals(numbers, some.items());
        float[] ofAll = Tensors.floats(all.rows(EncoderOutput.EMBEDDING));
        float[] ofSome = Tensors.floats(some.rows(EncoderOutput.EMBEDDING));
        for (int i = 0; i < numbers.length; i++) {
            assertArrayEquals(
                    Arrays.copyOfRange(ofAll, 8 * numbers[i], 8 * numbers[i] + 8),
                    Arrays.copyOfRange(ofSome, 8 * i, 8 * i + 8),
                    1e-5f);
        }
    }

    @Test
    void aStoppedFileIsResumedToTheSameBytes() throws IOException {
        model.encoder().vision().train(new Trainable.Frozen());
        FeatureLayout layout = new FeatureLayout(new byte[32], 16, ones(IMAGES), FeatureType.FP32);
        assertTrue(fill("whole", layout, POOLED, () -> false));
        assertFalse(fill("parts", layout, POOLED, after(2)));
        assertFalse(fill("parts", layout, POOLED, after(1)));
        assertTrue(fill("parts", layout, POOLED, () -> false));
        assertArrayEquals(Files.readAllBytes(folder.resolve("whole")), Files.readAllBytes(folder.resolve("parts")));
    }

    @Test
    void imagesThatCannotBeReadHaveARowThatSaysSo() throws IOException {
        List<ImageItem> items = new ArrayList<>(pairs.images());
        for (int broken : new int[] {0, 7, 8, 40}) {
            Path file = Files.write(folder.resolve(broken + ".jpg"), new byte[] {1, 2, 3});
            items.set(broken, new ImageItem("broken " + broken, new FileImage(file)));
        }
        Pairs damaged = new Pairs(items, pairs.captions(), List.of());
        FeatureLayout layout = new FeatureLayout(new byte[32], 16, ones(IMAGES), FeatureType.FP32);
        try (FeatureWriter writer = FeatureWriter.open(folder.resolve("damaged"), layout)) {
            var result = engine(() -> false)
                    .images(damaged, input(damaged), POOLED, new FeatureFileSink(writer, EncoderOutput.POOLED, 0));
            assertEquals(4, result.skipped().size());
            writer.finish();
        }
        FeatureFile file = FeatureFile.open(folder.resolve("damaged"), layout).orElseThrow();
        MemorySink memory = new MemorySink();
        engine(() -> false).images(damaged, input(damaged), POOLED, memory);
        int[] readable = memory.items();
        assertEquals(IMAGES - 4, readable.length);
        float[] expected = Tensors.floats(memory.rows(EncoderOutput.POOLED));
        for (int i = 0; i < readable.length; i++) {
            assertTrue(file.isPresent(readable[i]));
            float[] row = new float[16];
            file.read(readable[i], FloatBuffer.wrap(row));
            assertArrayEquals(Arrays.copyOfRange(expected, 16 * i, 16 * i + 16), row);
        }
        assertFalse(file.isPresent(0) || file.isPresent(7) || file.isPresent(8) || file.isPresent(40));
    }

    @Test
    void aBatchThatIsEncodedInPartsGivesTheOutputsOfSingleImages() {
        // 257 tokens of 8,192 intermediate values each: 7 images per part.
        var vision = RandomModels.visionEncoder(
                new VisionConfig(16, 1, 4, 2, 2, 8_192, Activation.QUICK_GELU, 1e-5), RandomKey.of(3));
        // Sums of 8,192 random terms are large; states of size 1 are what float32 represents to 1e-7.
        vision.parameters().forEach((name, parameter) -> {
            if (name.contains("fc2.weight")) {
                Operators.copyInPlace(parameter, Operators.scale(parameter, 0.01));
            }
        });
        vision.train(new Trainable.Last(1));
        DualEncoder encoder = RandomModels.join(vision, model.encoder().text(), 8, 2, RandomKey.of(4));
        EnumSet<EncoderOutput> outputs = EnumSet.allOf(EncoderOutput.class);
        int[] images = IntStream.range(0, 16).toArray();
        MemorySink together = new MemorySink();
        new EmbeddingEngine(encoder, images.length, loading(), Precision.FP32, ProgressListener.nobody())
                .images(pairs, input(pairs), images, outputs, together);
        MemorySink single = new MemorySink();
        new EmbeddingEngine(encoder, 1, loading(), Precision.FP32, ProgressListener.nobody())
                .images(pairs, input(pairs), images, outputs, single);
        for (EncoderOutput output : outputs) {
            assertArrayEquals(
                    Tensors.floats(single.rows(output)), Tensors.floats(together.rows(output)), 1e-5f, output.name());
        }
    }

    @Test
    void statesOfTextsAreWrittenTokenByToken() throws IOException {
        model.encoder().text().train(new Trainable.Last(1));
        List<String> texts = texts();
        int[] counts = texts.stream()
                .mapToInt(text -> preparation().batch(List.of(text)).length())
                .toArray();
        FeatureLayout layout = new FeatureLayout(new byte[32], 16, counts, FeatureType.FP32);
        try (FeatureWriter writer = FeatureWriter.open(folder.resolve("texts"), layout)) {
            engine(() -> false)
                    .texts(
                            "texts",
                            texts,
                            preparation(),
                            TextRows.NONE,
                            FROZEN,
                            new FeatureFileSink(writer, EncoderOutput.FROZEN_STATES, 0));
            writer.finish();
        }
        FeatureFile file = FeatureFile.open(folder.resolve("texts"), layout).orElseThrow();
        for (int text : new int[] {0, 1, 50, texts.size() - 1}) {
            TokenBatch tokens = preparation().batch(List.of(texts.get(text)));
            var prefix = model.encoder()
                    .text()
                    .frozenStates(TextInput.Tokens.of(
                            Tensors.of(tokens.ids(), 1, tokens.length()),
                            Tensors.of(tokens.mask(), 1, tokens.length())));
            float[] row = new float[16 * counts[text]];
            file.read(text, FloatBuffer.wrap(row));
            assertArrayEquals(Tensors.floats(prefix), row, 1e-5f);
        }
    }

    @Test
    void whatTheListenerThrowsEndsTheWorkAndAFileCanBeResumed() throws IOException {
        FeatureLayout layout = new FeatureLayout(new byte[32], 16, ones(IMAGES), FeatureType.FP32);
        ProgressListener cancelling = (_, done, total) -> {
            assertEquals(IMAGES, total);
            if (done >= 2 * BATCH) {
                throw new CancellationException("enough");
            }
        };
        try (FeatureWriter writer = FeatureWriter.open(folder.resolve("cancelled"), layout)) {
            var engine = new EmbeddingEngine(model.encoder(), BATCH, loading(), Precision.FP32, cancelling);
            var sink = new FeatureFileSink(writer, EncoderOutput.POOLED, 0);
            assertThrows(CancellationException.class, () -> engine.images(pairs, input(pairs), POOLED, sink));
            assertEquals(2 * BATCH, writer.row());
        }
        assertTrue(fill("cancelled", layout, POOLED, () -> false));
    }

    @Test
    void nothingOfABatchIsLeftWhenTheNextOneComes() {
        List<Long> alive = new ArrayList<>();
        EmbeddingSink dropping = (_, _) -> {};
        ProgressListener counting = (_, _, _) -> alive.add(Pointer.totalCount());
        new EmbeddingEngine(model.encoder(), BATCH, loading(), Precision.FP32, counting)
                .images(pairs, input(pairs), EMBEDDING, dropping);
        assertEquals(6, alive.size());
        assertTrue(alive.getLast() <= alive.get(1), alive.toString());
    }

    private boolean fill(String name, FeatureLayout layout, EnumSet<EncoderOutput> outputs, BooleanSupplier stop)
            throws IOException {
        try (FeatureWriter writer = FeatureWriter.open(folder.resolve(name), layout)) {
            var sink = new FeatureFileSink(writer, outputs.iterator().next(), 0);
            boolean complete =
                    engine(stop).images(pairs, input(pairs), outputs, sink).complete();
            if (complete) {
                writer.finish();
            }
            return complete;
        }
    }

    private static BooleanSupplier after(int questions) {
        AtomicInteger asked = new AtomicInteger();
        return () -> asked.getAndIncrement() >= questions;
    }

    private EmbeddingEngine engine(BooleanSupplier stop) {
        return new EmbeddingEngine(model.encoder(), BATCH, loading(), Precision.FP32, ProgressListener.nobody(), stop);
    }

    private static LoaderSettings loading() {
        return new LoaderSettings(2, 2, 0, 0.2);
    }

    private ModelInput input(Pairs data) {
        return ModelInput.plain(data, ImagePreparation.plain(model.processor()), preparation(), 0);
    }

    private TextPreparation preparation() {
        return model.textPreparation();
    }

    private List<String> texts() {
        return pairs.captions().stream().map(Caption::text).toList();
    }

    private static int[] ones(int count) {
        int[] ones = new int[count];
        Arrays.fill(ones, 1);
        return ones;
    }
}
