package dev.diptych.data.order;

import dev.diptych.base.InvalidInputException;
import dev.diptych.base.RandomKey;
import dev.diptych.data.Pairs;
import java.util.List;

/// Assignment of images and captions to batches: a pure function of the data set, the seed, the epoch and the step.
///
/// A run can therefore resume at any step with the same batches. Immutable; thread-safe.
public final class BatchOrder {

    private final EpochArrangement arrangement;
    private final RandomKey key;
    private final int batchSize;
    private final int steps;

    /// @param batchSize number of images per batch (if every caption of the data set is shown: number of captions
    ///     per batch)
    /// @param keepIncomplete whether the rest after the last complete batch forms a smaller batch or is skipped
    ///     in this epoch. If every caption is shown and captions of one image are kept apart, batches are
    ///     balanced instead: their sizes differ by at most one caption. A mixture with weights shows each image
    ///     in proportion to its weight, with its captions equally often.
    /// @throws InvalidInputException if the data set has no caption, or too few for one complete batch
    public BatchOrder(Pairs pairs, int batchSize, CaptionOrder choice, boolean keepIncomplete, long seed) {
        if (batchSize < 1) {
            throw new InvalidInputException("The batch size is %d; it must be at least 1".formatted(batchSize));
        }
        this.key = RandomKey.of(seed).with("batch order");
        this.arrangement = pairs.isWeighted()
                ? new WeightedVisits(pairs, batchSize, choice, keepIncomplete, key.with("visits"))
                : switch (choice) {
                    case CaptionOrder.PerImage perImage ->
                        new PerImageArrangement(pairs, batchSize, perImage.captions(), keepIncomplete);
                    case CaptionOrder.Every every ->
                        every.siblings()
                                ? new ShuffledCaptions(pairs, batchSize, keepIncomplete)
                                : new DealtCaptions(pairs, batchSize, keepIncomplete);
                };
        this.batchSize = batchSize;
        this.steps = arrangement.steps();
        if (steps == 0) {
            throw new InvalidInputException(
                    "%d images with %d captions do not fill one batch of %d; use a smaller batch"
                            .formatted(pairs.images().size(), pairs.captions().size(), batchSize));
        }
    }

    /// Number of batches of an epoch, the same in every epoch.
    public int steps() {
        return steps;
    }

    /// Maximum number of images in a batch.
    public int batchSize() {
        return batchSize;
    }

    /// Returns all batches of an epoch, in order.
    public List<BatchPlan> epoch(long epoch) {
        return arrangement.epoch(epoch, key.with(epoch));
    }

    /// Arrangement of an epoch.
    interface EpochArrangement {

        /// Number of batches of any epoch.
        int steps();

        /// Returns the batches of this epoch, drawn from `key`.
        List<BatchPlan> epoch(long epoch, RandomKey key);

        /// Number of batches for `items`.
        static int batches(int items, int batchSize, boolean keepIncomplete) {
            return keepIncomplete ? Math.ceilDiv(items, batchSize) : items / batchSize;
        }
    }
}
