package dev.diptych.data;

import dev.diptych.torch.RandomKey;
import java.util.List;

/// Reads the training batches of a data set, epoch after epoch; keeps between them the decoded images that fit its
/// cache and the list of images that could not be read.
public final class BatchLoader {

    private final BatchOrder order;
    private final PreparedImages images;
    private final TextPreparation texts;
    private final NegativeCaptions negatives;
    private final LoaderSettings settings;
    private final PixelPool pool;
    private final SkippedImages skipped;
    private final RandomKey augmentationKey;

    /// @param order an order of the same data set
    /// @param seed of the augmentation
    /// Without negative captions.
    public BatchLoader(
            Pairs pairs,
            BatchOrder order,
            ImagePreparation images,
            TextPreparation texts,
            LoaderSettings settings,
            long seed) {
        this(pairs, order, images, texts, 0, settings, seed);
    }

    /// @param negatives untrue captions of each image, from the data set's swapped ones, that join its batch
    public BatchLoader(
            Pairs pairs,
            BatchOrder order,
            ImagePreparation images,
            TextPreparation texts,
            int negatives,
            LoaderSettings settings,
            long seed) {
        this.negatives = new NegativeCaptions(pairs, negatives, seed);
        this.order = order;
        this.images = new PreparedImages(pairs, images, settings.cacheBytes());
        this.texts = texts;
        this.settings = settings;
        int most = Math.min(order.batchSize(), pairs.images().size());
        this.pool = new PixelPool(most, this.images.height(), this.images.width());
        this.skipped = new SkippedImages(pairs.images().size(), settings.unreadableShare());
        this.augmentationKey = RandomKey.of(seed).with("augmentation");
    }

    /// The batches of an epoch, as planned: unreadable images may make it fewer.
    public int steps() {
        return order.steps();
    }

    /// The images found unreadable so far.
    public SkippedImages skipped() {
        return skipped;
    }

    /// The batches of an epoch from the step `from` on; [Batch#step] counts from the start of the epoch.
    public BatchStream<Batch> open(long epoch, int from) {
        List<BatchPlan> plans = order.epoch(epoch);
        if (from < 0 || from > plans.size()) {
            throw new IllegalArgumentException("An epoch of %d steps has no step %d".formatted(plans.size(), from));
        }
        RandomKey key = augmentationKey.with(epoch);
        return new BatchStream<>(
                new OrderedPipeline<>(
                        "diptych-loader",
                        settings.threads(),
                        settings.ahead(),
                        from,
                        plans.size(),
                        step -> new Assembly(plans.get(step), key.with(step))),
                skipped);
    }

    private final class Assembly implements OrderedPipeline.Assembly<BatchStream.Loaded<Batch>> {
        private final BatchPlan plan;
        private final PixelAssembly pixels;

        Assembly(BatchPlan plan, RandomKey key) {
            this.plan = plan;
            this.pixels = new PixelAssembly(images, plan.images(), key, pool);
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
        public BatchStream.Loaded<Batch> finish() {
            BatchPlan left = plan.without(pixels::isUnreadable);
            PixelBatch batch = pixels.finish();
            return new BatchStream.Loaded<>(batch == null ? null : batch(left, batch), pixels.skipped());
        }
    }

    private Batch batch(BatchPlan plan, PixelBatch pixels) {
        BatchTexts all = negatives.after(plan);
        return new Batch(
                plan.epoch(),
                plan.step(),
                plan.images(),
                all.captions(),
                pixels,
                texts.batch(all.texts()),
                all.imageOfText(),
                all.groups());
    }
}
