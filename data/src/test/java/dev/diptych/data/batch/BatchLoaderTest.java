package dev.diptych.data.batch;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diptych.base.InvalidInputException;
import dev.diptych.data.Caption;
import dev.diptych.data.FileImage;
import dev.diptych.data.ImageItem;
import dev.diptych.data.Pairs;
import dev.diptych.data.SkippedImages;
import dev.diptych.data.format.CaptionsFolder;
import dev.diptych.data.order.BatchOrder;
import dev.diptych.data.order.CaptionOrder;
import dev.diptych.data.scenes.SceneOptions;
import dev.diptych.data.scenes.Scenes;
import dev.diptych.image.RgbImage;
import dev.diptych.image.UnreadableImageException;
import dev.diptych.image.decode.ImageDecoder;
import dev.diptych.image.process.ImageProcessor;
import dev.diptych.image.process.TrainingAugmentation;
import dev.diptych.testing.SharedFiles;
import dev.diptych.text.BertNormalization;
import dev.diptych.text.BertTokenizer;
import dev.diptych.text.Padding;
import dev.diptych.text.WordPieceTrainer;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class BatchLoaderTest {

    private static final Pairs SCENES = Scenes.generate(new SceneOptions(3, 70, 0, 0, 32, 3, 0.5))
            .training()
            .pairs();
    private static final TextPreparation TEXTS = new TextPreparation(tokenizer(SCENES), 24, Padding.longest());
    private static final ImageProcessor PROCESSOR = ImageProcessor.clip(24);
    private static final ImagePreparation PLAIN = ImagePreparation.plain(PROCESSOR);
    private static final ImagePreparation AUGMENTED =
            new ImagePreparation(PROCESSOR, new TrainingAugmentation(0.5, 1, 0.75, 1.33, 0.5), false);

    /// Copy of the contents of a batch.
    private record Seen(
            long epoch,
            int step,
            List<Integer> images,
            List<Integer> captions,
            List<Integer> imageOfText,
            List<Integer> groups,
            FloatBuffer pixels,
            List<Long> ids) {
        static Seen of(Batch batch) {
            return new Seen(
                    batch.epoch(),
                    batch.step(),
                    list(batch.images()),
                    list(batch.captions()),
                    list(batch.imageOfText()),
                    list(batch.captionGroup()),
                    batch.imageRows().floats(),
                    Arrays.stream(batch.texts().ids()).boxed().toList());
        }
    }

    @Test
    void batchesAreTheSameForAnyNumberOfThreads() {
        for (ImagePreparation images : List.of(PLAIN, AUGMENTED)) {
            List<Seen> single = epoch(loader(SCENES, images, settings(1, 1, 0)), 2, 0);
            assertEquals(5, single.size());
            assertEquals(single, epoch(loader(SCENES, images, settings(5, 3, 0)), 2, 0));
            assertNotEquals(single, epoch(loader(SCENES, images, settings(5, 3, 0)), 3, 0));
        }
    }

    @Test
    void resumingGivesTheTailOfTheEpoch() {
        List<Seen> whole = epoch(loader(SCENES, AUGMENTED, settings(2, 2, 1 << 20)), 1, 0);
        BatchLoader resumed = loader(SCENES, AUGMENTED, settings(2, 2, 1 << 20));
        assertEquals(whole.subList(3, 5), epoch(resumed, 1, 3));
        assertEquals(List.of(), epoch(resumed, 1, 5));
    }

    @Test
    void theCacheChangesNothing() {
        for (ImagePreparation images : List.of(PLAIN, AUGMENTED)) {
            BatchLoader cached = loader(SCENES, images, settings(2, 2, 30 * 3 * 24 * 24)); // holds some, not all
            epoch(cached, 0, 0);
            assertEquals(epoch(loader(SCENES, images, settings(2, 2, 0)), 1, 0), epoch(cached, 1, 0));
        }
    }

    @Test
    void cachedImagesAreNotReadAgain() {
        List<ImageItem> items = new ArrayList<>();
        List<Integer> reads = Collections.synchronizedList(new ArrayList<>());
        for (int i = 0; i < 70; i++) {
            int image = i;
            items.add(new ImageItem("image " + i, () -> {
                reads.add(image);
                return SCENES.image(image).source().read();
            }));
        }
        BatchLoader loader = loader(new Pairs(items, SCENES.captions(), List.of()), PLAIN, settings(2, 2, 1 << 20));
        epoch(loader, 0, 0);
        epoch(loader, 1, 0);
        assertEquals(70, reads.size());
    }

    @Test
    void unreadableImagesAreLeftOutAndListedOnce(@TempDir Path folder) throws IOException {
        Pairs damaged = withDamaged(folder, Set.of(4, 40));
        for (int threads : List.of(1, 3)) {
            BatchLoader loader = loader(damaged, PLAIN, settings(threads, 2, 1 << 20));
            List<Seen> first = epoch(loader, 0, 0);
            List<Seen> second = epoch(loader, 1, 0);
            for (List<Seen> epoch : List.of(first, second)) {
                List<Integer> images =
                        epoch.stream().flatMap(seen -> seen.images().stream()).toList();
                assertEquals(68, new HashSet<>(images).size());
                assertEquals(68, images.size());
                assertFalse(images.contains(4) || images.contains(40));
            }
            // The remaining pairs are those of the undamaged data.
            List<Seen> whole = epoch(loader(SCENES, PLAIN, settings(1, 1, 0)), 0, 0);
            for (int step = 0; step < 5; step++) {
                assertEqualsWithout(whole.get(step), first.get(step));
            }
            assertEquals(
                    Set.of("image 4", "image 40"),
                    Set.copyOf(loader.skipped().list().stream()
                            .map(SkippedImages.Skipped::name)
                            .toList()));
            assertEquals(2, loader.skipped().count());
        }
    }

    @Test
    void moreUnreadableImagesThanPermittedStopTheStream(@TempDir Path folder) throws IOException {
        Pairs damaged = withDamaged(folder, Set.of(1, 2, 3, 5, 8, 13, 21, 34, 55));
        BatchLoader loader = loader(damaged, PLAIN, settings(2, 2, 0));
        InvalidInputException stopped = assertThrows(InvalidInputException.class, () -> epoch(loader, 0, 0));
        assertTrue(String.valueOf(stopped.getMessage()).contains("of 70 images cannot be read"), stopped.getMessage());
        assertTrue(String.valueOf(stopped.getMessage()).contains("image "), stopped.getMessage());
    }

    @Test
    void whatAWorkerThrowsReachesTheConsumerAtItsPlace() {
        int broken = 33;
        List<ImageItem> items = new ArrayList<>(SCENES.images());
        items.set(broken, new ImageItem("broken", () -> {
            throw new IllegalStateException("cannot go on");
        }));
        BatchLoader loader = loader(new Pairs(items, SCENES.captions(), List.of()), PLAIN, settings(3, 2, 0));
        List<Integer> seen = new ArrayList<>();
        try (BatchStream<Batch> stream = loader.open(0, 0)) {
            IllegalStateException thrown = assertThrows(IllegalStateException.class, () -> {
                while (stream.hasNext()) {
                    Batch batch = stream.next();
                    seen.add(batch.step());
                    batch.close();
                }
            });
            assertEquals("cannot go on", thrown.getMessage());
        }
        List<Seen> whole = epoch(loader(SCENES, PLAIN, settings(1, 1, 0)), 0, 0);
        int at = 0;
        while (!whole.get(at).images().contains(broken)) {
            at++;
        }
        assertEquals(IntStream.range(0, at).boxed().toList(), seen);
    }

    @Test
    void closingEndsTheThreads() {
        BatchLoader loader = loader(SCENES, PLAIN, settings(3, 2, 0));
        BatchStream<Batch> stream = loader.open(0, 0);
        Batch batch = stream.next();
        batch.close();
        assertThrows(IllegalStateException.class, () -> batch.imageRows().floats());
        stream.close();
        assertTrue(Thread.getAllStackTraces().keySet().stream()
                .noneMatch(thread -> thread.getName().startsWith("diptych-loader")));
    }

    @Test
    void noMoreBytesAreReadAheadThanTheSettingsPermit() throws InterruptedException {
        AtomicInteger reads = new AtomicInteger();
        List<ImageItem> counted = SCENES.images().stream()
                .map(item -> new ImageItem(item.name(), () -> {
                    reads.incrementAndGet();
                    return item.source().read();
                }))
                .toList();
        Pairs pairs = new Pairs(counted, SCENES.captions(), List.of());
        LoaderSettings bounded = settings(3, 4, 0).withAheadBytes(2 * 8 * 3 * 24 * 24);
        BatchLoader loader = new BatchLoader(
                pairs,
                new BatchOrder(pairs, 32, CaptionOrder.onePerImage(), true, 9),
                ModelInput.plain(pairs, PLAIN, TEXTS, 0),
                bounded,
                9);
        try (BatchStream<Batch> stream = loader.open(0, 0)) {
            Thread.sleep(200);
            assertTrue(reads.get() <= 16, reads + " images of the first batch");
            try (Batch batch = stream.next()) {
                assertEquals(32, batch.imageCount());
                Thread.sleep(200);
                assertTrue(reads.get() <= 32 + 16, reads + " images of both");
            }
            assertEquals(32, stream.next().imageCount());
        }
    }

    @Test
    void evaluationReadsAllImagesAndTextsInOrder(@TempDir Path folder) throws IOException, UnreadableImageException {
        EvaluationLoader loader = evaluation(withDamaged(folder, Set.of(0, 69)), settings(3, 2, 0));
        int next = 1;
        try (BatchStream<ImageBatch> stream = loader.images(16)) {
            while (stream.hasNext()) {
                try (ImageBatch batch = stream.next()) {
                    for (int row = 0; row < batch.images().length; row++) {
                        assertEquals(next, batch.images()[row]);
                        assertEquals(pixels(SCENES.image(next).source().read()), row(batch.rows(), row));
                        next++;
                    }
                }
            }
        }
        assertEquals(69, next);
        assertEquals(2, loader.skipped().count());
        int text = 0;
        List<String> captions = SCENES.captions().stream().map(Caption::text).toList();
        try (BatchStream<TextBatch> stream =
                EvaluationLoader.texts(captions, 0, 50, TEXTS, TextRows.NONE, settings(3, 2, 0))) {
            while (stream.hasNext()) {
                TextBatch batch = stream.next(); // without features: nothing to give back
                assertEquals(text, batch.first());
                List<String> expected = SCENES
                        .captions()
                        .subList(text, text + batch.tokens().size())
                        .stream()
                        .map(Caption::text)
                        .toList();
                assertArrayEquals(TEXTS.batch(expected).ids(), batch.tokens().ids());
                text += batch.tokens().size();
            }
        }
        assertEquals(210, text);
    }

    @Test
    void aBatchOfFlickr8kHoldsItsImagesAndCaptions() throws UnreadableImageException {
        Path folder = SharedFiles.require("data/flickr8k_dev_96");
        Path vocabulary = SharedFiles.require("data/tokenizers/bert-base-uncased-vocab.txt");
        Pairs pairs = CaptionsFolder.read(folder);
        ImageProcessor processor = ImageProcessor.clip(64);
        TextPreparation texts = new TextPreparation(BertTokenizer.read(vocabulary), 32, Padding.longest());
        BatchOrder order = new BatchOrder(pairs, 128, CaptionOrder.onePerImage(), true, 0);
        BatchLoader loader = new BatchLoader(
                pairs,
                order,
                ModelInput.plain(pairs, ImagePreparation.plain(processor), texts, 0),
                settings(2, 2, 0),
                0);
        assertEquals(8, loader.steps());
        try (BatchStream<Batch> stream = loader.open(0, 0);
                Batch batch = stream.next()) {
            assertArrayEquals(new long[] {128, 3, 64, 64}, batch.imageRows().shape());
            assertEquals(128, batch.texts().size());
            List<String> captions =
                    Arrays.stream(batch.captions()).mapToObj(pairs::text).toList();
            assertArrayEquals(texts.batch(captions).ids(), batch.texts().ids());
            for (int row = 0; row < 128; row++) {
                int image = batch.images()[row];
                assertEquals(image, pairs.captions().get(batch.captions()[row]).image());
                RgbImage decoded =
                        ImageDecoder.decode(folder.resolve(pairs.image(image).name()));
                FloatBuffer expected = FloatBuffer.allocate(3 * 64 * 64);
                processor.normalise(processor.crop(processor.resize(decoded)), expected);
                assertEquals(expected.flip(), row(batch.imageRows(), row));
            }
        }
    }

    private static List<Seen> epoch(BatchLoader loader, long epoch, int from) {
        List<Seen> seen = new ArrayList<>();
        try (BatchStream<Batch> stream = loader.open(epoch, from)) {
            while (stream.hasNext()) {
                try (Batch batch = stream.next()) {
                    seen.add(Seen.of(batch));
                }
            }
        }
        return seen;
    }

    private static BatchLoader loader(Pairs pairs, ImagePreparation images, LoaderSettings settings) {
        BatchOrder order = new BatchOrder(pairs, 16, new CaptionOrder.PerImage(2), true, 9);
        return new BatchLoader(
                pairs, order, ModelInput.plain(pairs, images, TEXTS, settings.cacheBytes()), settings, 9);
    }

    private static EvaluationLoader evaluation(Pairs pairs, LoaderSettings settings) {
        ImagePreparation images = ImagePreparation.plain(PROCESSOR);
        return new EvaluationLoader(pairs, ModelInput.plain(pairs, images, TEXTS, settings.cacheBytes()), settings);
    }

    private static LoaderSettings settings(int threads, int ahead, long cacheBytes) {
        return new LoaderSettings(threads, ahead, cacheBytes, 0.05);
    }

    /// The scenes, some of which are replaced by invalid files.
    private static Pairs withDamaged(Path folder, Set<Integer> damaged) throws IOException {
        List<ImageItem> items = new ArrayList<>(SCENES.images());
        for (int image : damaged) {
            Path file = folder.resolve(image + ".jpg");
            Files.write(file, new byte[] {(byte) 0xFF, (byte) 0xD8, (byte) 0xFF, 1, 2, 3});
            items.set(image, new ImageItem("image " + image, new FileImage(file)));
        }
        return new Pairs(items, SCENES.captions(), List.of());
    }

    private static void assertEqualsWithout(Seen whole, Seen left) {
        int size = 3 * 24 * 24;
        int at = 0;
        for (int row = 0; row < whole.images().size(); row++) {
            if (left.images().contains(whole.images().get(row))) {
                assertEquals(whole.images().get(row), left.images().get(at));
                assertEquals(
                        whole.pixels().slice(row * size, size), left.pixels().slice(at * size, size));
                at++;
            }
        }
        assertEquals(left.images().size(), at);
        for (int text = 0; text < left.captions().size(); text++) {
            int image = left.images().get(left.imageOfText().get(text));
            assertEquals(image, SCENES.captions().get(left.captions().get(text)).image());
        }
    }

    private static FloatBuffer pixels(RgbImage image) {
        FloatBuffer buffer = FloatBuffer.allocate(3 * 24 * 24);
        PROCESSOR.normalise(PROCESSOR.crop(PROCESSOR.resize(image)), buffer);
        return buffer.flip();
    }

    private static FloatBuffer row(BatchRows pixels, int row) {
        long[] shape = pixels.shape();
        FloatBuffer numbers = FloatBuffer.allocate((int) (shape[1] * shape[2] * shape[3]));
        pixels.read(row, numbers);
        return numbers.flip();
    }

    private static List<Integer> list(int[] values) {
        return Arrays.stream(values).boxed().toList();
    }

    private static BertTokenizer tokenizer(Pairs pairs) {
        List<String> corpus = pairs.captions().stream().map(Caption::text).toList();
        return BertTokenizer.of(WordPieceTrainer.build(corpus, 300, true), BertNormalization.uncased());
    }
}
