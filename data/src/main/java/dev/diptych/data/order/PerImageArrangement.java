package dev.diptych.data.order;

import dev.diptych.base.RandomKey;
import dev.diptych.data.Pairs;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/// Each image once per epoch, in a random order, with some of its captions chosen by its own key.
final class PerImageArrangement implements BatchOrder.EpochArrangement {

    private final Pairs pairs;
    private final int batchSize;
    private final int captionsPerImage;
    private final int[] candidates; // the images that have a caption
    private final int steps;

    PerImageArrangement(Pairs pairs, int batchSize, int captionsPerImage, boolean keepIncomplete) {
        this.pairs = pairs;
        this.batchSize = batchSize;
        this.captionsPerImage = captionsPerImage;
        this.candidates = IntStream.range(0, pairs.images().size())
                .filter(image -> pairs.captionCountOf(image) > 0)
                .toArray();
        this.steps = BatchOrder.EpochArrangement.batches(candidates.length, batchSize, keepIncomplete);
    }

    @Override
    public int steps() {
        return steps;
    }

    @Override
    public List<BatchPlan> epoch(long epoch, RandomKey key) {
        int[] order = Shuffle.shuffle(candidates.clone(), key.with("images"));
        RandomKey captionKey = key.with("captions");
        List<BatchPlan> plans = new ArrayList<>(steps);
        for (int step = 0; step < steps; step++) {
            int from = step * batchSize;
            int[] images = Arrays.copyOfRange(order, from, Math.min(order.length, from + batchSize));
            IntStream.Builder captions = IntStream.builder();
            IntStream.Builder rows = IntStream.builder();
            for (int row = 0; row < images.length; row++) {
                for (int caption : choose(images[row], captionKey)) {
                    captions.add(caption);
                    rows.add(row);
                }
            }
            plans.add(new BatchPlan(
                    epoch,
                    step,
                    images,
                    captions.build().toArray(),
                    rows.build().toArray()));
        }
        return plans;
    }

    private int[] choose(int image, RandomKey captionKey) {
        int[] own = Shuffle.shuffle(pairs.captionsOf(image), captionKey.with(image));
        return own.length <= captionsPerImage ? own : Arrays.copyOf(own, captionsPerImage);
    }
}
