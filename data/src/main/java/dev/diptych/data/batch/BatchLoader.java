package dev.diptych.data.batch;

import dev.diptych.base.RandomKey;
import dev.diptych.data.Pairs;
import dev.diptych.data.SkippedImages;
import dev.diptych.data.order.BatchOrder;
import dev.diptych.data.order.BatchPlan;
import dev.diptych.text.TokenBatch;
import java.util.List;

/// Reads the training batches of a data set, epoch after epoch; keeps a cache of decoded images and the list of
/// unreadable images between epochs.
public final class BatchLoader {

    private final BatchOrder order;
    private final ModelInput input;
    private final NegativeCaptions negatives;
    private final LoaderSettings settings;
    private final BatchRows.Pools pools = new BatchRows.Pools();
    private final SkippedImages skipped;
    private final RandomKey augmentationKey;

    /// Creates a loader without hard negative captions.
    ///
    /// @param order an order of the same data set
    /// @param seed of the augmentation
    public BatchLoader(Pairs pairs, BatchOrder order, ModelInput input, LoaderSettings settings, long seed) {
        this(pairs, order, input, 0, settings, seed);
    }

    /// @param negatives number of hard negative captions of each image, from the data set, that are added to its
    ///     batch
    public BatchLoader(
            Pairs pairs, BatchOrder order, ModelInput input, int negatives, LoaderSettings settings, long seed) {
        this.negatives = new NegativeCaptions(pairs, negatives, seed);
        this.order = order;
        this.input = input;
        this.settings = settings;
        this.skipped = new SkippedImages(pairs.images().size(), settings.unreadableShare());
        this.augmentationKey = RandomKey.of(seed).with("augmentation");
    }

    /// Number of planned batches of an epoch; unreadable images may reduce it.
    public int steps() {
        return order.steps();
    }

    /// Images found unreadable so far.
    public SkippedImages skipped() {
        return skipped;
    }

    /// Returns the batches of an epoch, starting at step `from`; [Batch#step] counts from the start of the epoch.
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
                        settings.partsAhead(RowAssembly.partBytes(input.images())),
                        from,
                        plans.size(),
                        step -> new Assembly(plans.get(step), key.with(step))),
                skipped);
    }

    private final class Assembly implements OrderedPipeline.Assembly<BatchStream.Loaded<Batch>> {
        private final BatchPlan plan;
        private final RowAssembly rows;

        Assembly(BatchPlan plan, RandomKey key) {
            this.plan = plan;
            this.rows = new RowAssembly(input.images(), plan.images(), key, pools, settings.blockBytes());
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
        public BatchStream.Loaded<Batch> finish() {
            BatchPlan left = plan.without(rows::isUnreadable);
            BatchRows batch = rows.finish();
            return new BatchStream.Loaded<>(batch == null ? null : batch(left, batch), rows.skipped());
        }
    }

    private Batch batch(BatchPlan plan, BatchRows imageRows) {
        BatchTexts all = negatives.after(plan);
        TokenBatch tokens = input.tokens().batch(all.texts());
        return new Batch(
                plan.epoch(),
                plan.step(),
                plan.images(),
                all.captions(),
                imageRows,
                tokens,
                input.texts().rows(all.texts(), tokens),
                all.imageOfText(),
                all.groups());
    }
}
