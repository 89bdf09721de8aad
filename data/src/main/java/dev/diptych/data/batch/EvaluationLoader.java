package dev.diptych.data.batch;

import dev.diptych.base.RandomKey;
import dev.diptych.data.Pairs;
import dev.diptych.data.SkippedImages;
import dev.diptych.text.TokenBatch;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/// Reads all images of a data set once, in order, for embedding them, and lists of texts likewise. Keeps the images
/// that fit its cache, so that a validation after each epoch decodes once.
public final class EvaluationLoader {

    /// What the batches may take that are made ahead of their consumer, but for one.
    private static final long AHEAD_BYTES = 256L << 20;

    private final ModelInput input;
    private final LoaderSettings settings;
    private final int images;
    private final SkippedImages skipped;
    private final RandomKey key;
    private final BatchRows.Pools pools = new BatchRows.Pools();

    public EvaluationLoader(Pairs pairs, ModelInput input, LoaderSettings settings) {
        this(pairs, input, settings, RandomKey.of(0));
    }

    /// @param key of what is random in the images' rows, where anything is
    public EvaluationLoader(Pairs pairs, ModelInput input, LoaderSettings settings, RandomKey key) {
        this.key = key;
        this.input = input;
        this.settings = settings;
        this.images = pairs.images().size();
        this.skipped = new SkippedImages(images, settings.unreadableShare());
    }

    /// The images found unreadable so far; they are in no batch.
    public SkippedImages skipped() {
        return skipped;
    }

    /// All readable images, `batchSize` at a time.
    public BatchStream<ImageBatch> images(int batchSize) {
        return images(batchSize, IntStream.range(0, images).toArray());
    }

    /// The readable ones among these images, `batchSize` at a time. Fewer batches are made ahead than the settings say
    /// where those would take more than 256 MiB.
    public BatchStream<ImageBatch> images(int batchSize, int[] numbers) {
        return new BatchStream<>(
                new OrderedPipeline<>(
                        "diptych-images",
                        settings.threads(),
                        ahead(
                                settings.ahead(),
                                (long) batchSize * input.images().rowBytes()),
                        settings.partsAhead(RowAssembly.partBytes(input.images())),
                        0,
                        Math.ceilDiv(numbers.length, batchSize),
                        step -> new Images(Arrays.copyOfRange(
                                numbers, step * batchSize, Math.min(numbers.length, (step + 1) * batchSize)))),
                skipped);
    }

    static int ahead(int most, long batchBytes) {
        return (int) Math.clamp(AHEAD_BYTES / batchBytes, 1, most);
    }

    /// Texts in order, `batchSize` at a time, from the place `from` on.
    ///
    /// @param preparation how texts become tokens
    /// @param features of the texts, where they are known
    public static BatchStream<TextBatch> texts(
            List<String> texts,
            int from,
            int batchSize,
            TextPreparation preparation,
            TextRows features,
            LoaderSettings settings) {
        List<String> rest = texts.subList(from, texts.size());
        return new BatchStream<>(
                new OrderedPipeline<>(
                        "diptych-texts",
                        settings.threads(),
                        Math.max(settings.ahead(), settings.threads()),
                        Integer.MAX_VALUE,
                        0,
                        Math.ceilDiv(rest.size(), batchSize),
                        step -> new Texts(
                                from + step * batchSize,
                                rest.subList(step * batchSize, Math.min(rest.size(), (step + 1) * batchSize)),
                                preparation,
                                features)),
                new SkippedImages(0, 0));
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
    private record Texts(int first, List<String> texts, TextPreparation preparation, TextRows features)
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
            TokenBatch tokens = preparation.batch(texts);
            return new BatchStream.Loaded<>(new TextBatch(first, tokens, features.rows(texts, tokens)), List.of());
        }
    }
}
