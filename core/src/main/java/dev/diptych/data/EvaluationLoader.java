package dev.diptych.data;

import dev.diptych.image.ImageProcessor;
import dev.diptych.torch.RandomKey;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;

/// Reads all images of a data set once, in order, for embedding them, and lists of texts likewise. Keeps the images
/// that fit its cache, so that a validation after each epoch decodes once.
public final class EvaluationLoader {

    private final Pairs pairs;
    private final PreparedImages images;
    private final LoaderSettings settings;
    private final SkippedImages skipped;
    private final Map<Integer, PixelPool> pools = new ConcurrentHashMap<>(); // by batch size

    public EvaluationLoader(Pairs pairs, ImageProcessor processor, LoaderSettings settings) {
        this.pairs = pairs;
        this.images = new PreparedImages(pairs, ImagePreparation.plain(processor), settings.cacheBytes());
        this.settings = settings;
        this.skipped = new SkippedImages(pairs.images().size(), settings.unreadableShare());
    }

    /// The images found unreadable so far; they are in no batch.
    public SkippedImages skipped() {
        return skipped;
    }

    /// All readable images, `batchSize` at a time.
    public BatchStream<ImageBatch> images(int batchSize) {
        int count = pairs.images().size();
        PixelPool pool = pools.computeIfAbsent(
                Math.min(batchSize, count), size -> new PixelPool(size, images.height(), images.width()));
        return new BatchStream<>(
                new OrderedPipeline<>(
                        "diptych-images",
                        settings.threads(),
                        settings.ahead(),
                        0,
                        Math.ceilDiv(count, batchSize),
                        step -> new Images(
                                IntStream.range(step * batchSize, Math.min(count, (step + 1) * batchSize))
                                        .toArray(),
                                pool)),
                skipped);
    }

    /// The captions of the data set in order, `batchSize` at a time.
    public BatchStream<TextBatch> captions(TextPreparation preparation, int batchSize) {
        return texts(pairs.captions().stream().map(Caption::text).toList(), preparation, batchSize);
    }

    /// Any texts in order, `batchSize` at a time.
    public BatchStream<TextBatch> texts(List<String> texts, TextPreparation preparation, int batchSize) {
        return new BatchStream<>(
                new OrderedPipeline<>(
                        "diptych-texts",
                        settings.threads(),
                        Math.max(settings.ahead(), settings.threads()),
                        0,
                        Math.ceilDiv(texts.size(), batchSize),
                        step -> new Texts(
                                step * batchSize,
                                texts.subList(step * batchSize, Math.min(texts.size(), (step + 1) * batchSize)),
                                preparation)),
                skipped);
    }

    private final class Images implements OrderedPipeline.Assembly<BatchStream.Loaded<ImageBatch>> {
        private final int[] numbers;
        private final PixelAssembly pixels;

        Images(int[] numbers, PixelPool pool) {
            this.numbers = numbers;
            this.pixels = new PixelAssembly(images, numbers, RandomKey.of(0), pool); // nothing random to draw
        }

        @Override
        public int parts() {
            return pixels.parts();
        }

        @Override
        public void make(int part) {
            pixels.make(part);
        }

        @Override
        public BatchStream.Loaded<ImageBatch> finish() {
            int[] readable = IntStream.range(0, numbers.length)
                    .filter(row -> !pixels.isUnreadable(row))
                    .map(row -> numbers[row])
                    .toArray();
            PixelBatch batch = pixels.finish();
            return new BatchStream.Loaded<>(batch == null ? null : new ImageBatch(readable, batch), pixels.skipped());
        }
    }

    /// One part: tokenising is quick.
    private record Texts(int first, List<String> texts, TextPreparation preparation)
            implements OrderedPipeline.Assembly<BatchStream.Loaded<TextBatch>> {

        @Override
        public int parts() {
            return 1;
        }

        @Override
        public void make(int part) {
            // All work is in finish, which runs on the same worker.
        }

        @Override
        public BatchStream.Loaded<TextBatch> finish() {
            return new BatchStream.Loaded<>(new TextBatch(first, preparation.batch(texts)), List.of());
        }
    }
}
