package dev.diptych.data.batch;

import dev.diptych.base.RandomKey;
import dev.diptych.data.Pairs;
import dev.diptych.data.SkippedImages;
import dev.diptych.text.TokenBatch;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/// Reads all images of a data set once, in order, for embedding; and lists of texts likewise. Caches decoded images,
/// so that the validations after the epochs decode them once.
public final class EvaluationLoader {

    /// Limit of the memory of batches that are prepared in advance, except one.
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

    /// @param key of the randomness in the images' rows, if any
    public EvaluationLoader(Pairs pairs, ModelInput input, LoaderSettings settings, RandomKey key) {
        this.key = key;
        this.input = input;
        this.settings = settings;
        this.images = pairs.images().size();
        this.skipped = new SkippedImages(images, settings.unreadableShare());
    }

    /// Images found unreadable so far; no batch contains them.
    public SkippedImages skipped() {
        return skipped;
    }

    /// Returns all readable images, `batchSize` at a time.
    public BatchStream<ImageBatch> images(int batchSize) {
        return images(batchSize, IntStream.range(0, images).toArray());
    }

    /// Returns the readable ones among these images, `batchSize` at a time. Fewer batches than configured are
    /// prepared in advance if they would exceed 256 MiB.
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

    /// Returns texts in order, `batchSize` at a time, starting at index `from`.
    ///
    /// @param preparation conversion of texts to tokens
    /// @param features of the texts, if known
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

    /// One part, because tokenization is fast.
    private record Texts(int first, List<String> texts, TextPreparation preparation, TextRows features)
            implements OrderedPipeline.Assembly<BatchStream.Loaded<TextBatch>> {

        @Override
        public int parts() {
            return 1;
        }

        @Override
        public void make(int part) {
            // All work is done in finish, which runs on the same worker.
        }

        @Override
        public BatchStream.Loaded<TextBatch> finish() {
            TokenBatch tokens = preparation.batch(texts);
            return new BatchStream.Loaded<>(new TextBatch(first, tokens, features.rows(texts, tokens)), List.of());
        }
    }
}
