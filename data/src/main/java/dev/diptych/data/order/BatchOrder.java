package dev.diptych.data.order;

import dev.diptych.base.InvalidInputException;
import dev.diptych.base.RandomKey;
import dev.diptych.data.Pairs;
import java.util.List;

/// Which images and captions meet in which batch: a pure function of the data set, the seed, the epoch and the step.
///
/// So a run can start again at any step and sees what it would have seen. Immutable; may be used from any thread.
public final class BatchOrder {

    private final EpochArrangement arrangement;
    private final RandomKey key;
    private final int batchSize;
    private final int steps;

    /// @param batchSize the images of a batch (for every caption of the data set: the captions of a batch)
    /// @param keepIncomplete whether what is left after the last whole batch makes a smaller batch or is left
    ///     out of this epoch. Where every caption is shown and siblings are kept apart, batches are dealt
    ///     evenly instead: all of them then differ by at most one caption. A mixture with weights shows each
    ///     image as often as its weight says, its captions alike.
    /// @throws InvalidInputException if the data set has no caption, or not enough for one whole batch
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
                    "%d images with %d captions do not fill one batch of %d; take a smaller batch or keep the incomplete one"
                            .formatted(pairs.images().size(), pairs.captions().size(), batchSize));
        }
    }

    /// The batches of an epoch; the same in every epoch.
    public int steps() {
        return steps;
    }

    /// The most images that a batch can have.
    public int batchSize() {
        return batchSize;
    }

    /// All batches of an epoch, in order.
    public List<BatchPlan> epoch(long epoch) {
        return arrangement.epoch(epoch, key.with(epoch));
    }

    /// One way to lay out an epoch.
    interface EpochArrangement {

        /// The batches of any epoch.
        int steps();

        /// The batches of this epoch, drawn from `key`.
        List<BatchPlan> epoch(long epoch, RandomKey key);

        /// How many batches `items` make.
        static int batches(int items, int batchSize, boolean keepIncomplete) {
            return keepIncomplete ? Math.ceilDiv(items, batchSize) : items / batchSize;
        }
    }
}
