package dev.diptych.data;

import dev.diptych.text.TokenBatch;
import dev.diptych.torch.RandomKey;
import java.util.List;
import java.util.stream.IntStream;

/// Reads all images of a data set once, in order, for embedding them, and lists of texts likewise. Keeps the images
/// that fit its cache, so that a validation after each epoch decodes once.
public final class EvaluationLoader {

    private final Pairs pairs;
    private final ModelInput input;
    private final LoaderSettings settings;
    private final SkippedImages skipped;
    private final RandomKey key;
    private final BatchRows.Pools pools = new BatchRows.Pools();

    public EvaluationLoader(Pairs pairs, ModelInput input, LoaderSettings settings) {
        this(pairs, input, settings, RandomKey.of(0));
    }

    /// @param key of what is random in the images' rows, where anything is
    public EvaluationLoader(Pairs pairs, ModelInput input, LoaderSettings settings, RandomKey key) {
        this.key = key;
        this.pairs = pairs;
        this.input = input;
        this.settings = settings;
        this.skipped = new SkippedImages(pairs.images().size(), settings.unreadableShare());
    }

    /// The images found unreadable so far; they are in no batch.
    public SkippedImages skipped() {
        return skipped;
    }

    /// All readable images, `batchSize` at a time.
    public BatchStream<ImageBatch> images(int batchSize) {
        return images(batchSize, 0);
    }

    /// The readable images from the number `from` on, `batchSize` at a time.
    public BatchStream<ImageBatch> images(int batchSize, int from) {
        int count = pairs.images().size() - from;
        return new BatchStream<>(
                new OrderedPipeline<>(
                        "diptych-images",
                        settings.threads(),
                        settings.ahead(),
                        settings.partsAhead(RowAssembly.partBytes(input.images())),
                        0,
                        Math.ceilDiv(count, batchSize),
                        step -> new Images(IntStream.range(step * batchSize, Math.min(count, (step + 1) * batchSize))
                                .map(number -> from + number)
                                .toArray())),
                skipped);
    }

    /// The captions of the data set in order, `batchSize` at a time.
    public BatchStream<TextBatch> captions(int batchSize) {
        return texts(pairs.captions().stream().map(Caption::text).toList(), batchSize);
    }

    /// Any texts in order, `batchSize` at a time.
    public BatchStream<TextBatch> texts(List<String> texts, int batchSize) {
        return new BatchStream<>(
                new OrderedPipeline<>(
                        "diptych-texts",
                        settings.threads(),
                        Math.max(settings.ahead(), settings.threads()),
                        Integer.MAX_VALUE,
                        0,
                        Math.ceilDiv(texts.size(), batchSize),
                        step -> new Texts(
                                step * batchSize,
                                texts.subList(step * batchSize, Math.min(texts.size(), (step + 1) * batchSize)),
                                input)),
                skipped);
    }

    private final class Images implements OrderedPipeline.Assembly<BatchStream.Loaded<ImageBatch>> {
        private final int[] numbers;
        private final RowAssembly rows;

        Images(int[] numbers) {
            this.numbers = numbers;
            this.rows = new RowAssembly(input.images(), numbers, key, pools, settings.blockBytes());
        }

        @Override
        public int parts() {
            return rows.parts();
        }

        @Override
        public void make(int part) {
            rows.make(part);
        }

        @Override
        public BatchStream.Loaded<ImageBatch> finish() {
            int[] readable = IntStream.range(0, numbers.length)
                    .filter(row -> !rows.isUnreadable(row))
                    .map(row -> numbers[row])
                    .toArray();
            BatchRows batch = rows.finish();
            return new BatchStream.Loaded<>(batch == null ? null : new ImageBatch(readable, batch), rows.skipped());
        }
    }

    /// One part: tokenising is quick.
    private record Texts(int first, List<String> texts, ModelInput input)
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
            TokenBatch tokens = input.tokens().batch(texts);
            return new BatchStream.Loaded<>(
                    new TextBatch(first, tokens, input.texts().rows(texts, tokens)), List.of());
        }
    }
}
