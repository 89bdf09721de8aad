package dev.diptych.data.order;

import dev.diptych.base.RandomKey;
import dev.diptych.data.Pairs;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Each caption once per epoch, in a random order; captions of one image in the same batch share its row.
final class ShuffledCaptions implements BatchOrder.EpochArrangement {

    private final int[] imageOfCaption;
    private final int batchSize;
    private final int steps;

    ShuffledCaptions(Pairs pairs, int batchSize, boolean keepIncomplete) {
        this.imageOfCaption = pairs.imageOfCaption();
        this.batchSize = batchSize;
        this.steps = BatchOrder.EpochArrangement.batches(imageOfCaption.length, batchSize, keepIncomplete);
    }

    @Override
    public int steps() {
        return steps;
    }

    @Override
    public List<BatchPlan> epoch(long epoch, RandomKey key) {
        int[] order = new int[imageOfCaption.length];
        Arrays.setAll(order, caption -> caption);
        Shuffle.shuffle(order, key);
        List<BatchPlan> plans = new ArrayList<>(steps);
        for (int step = 0; step < steps; step++) {
            int from = step * batchSize;
            plans.add(plan(epoch, step, Arrays.copyOfRange(order, from, Math.min(order.length, from + batchSize))));
        }
        return plans;
    }

    private BatchPlan plan(long epoch, int step, int[] captions) {
        Map<Integer, Integer> rowOfImage = new HashMap<>();
        int[] images = new int[captions.length];
        int[] rows = new int[captions.length];
        for (int text = 0; text < captions.length; text++) {
            int image = imageOfCaption[captions[text]];
            int next = rowOfImage.size();
            rows[text] = rowOfImage.computeIfAbsent(image, _ -> next);
            images[rows[text]] = image;
        }
        return new BatchPlan(epoch, step, Arrays.copyOf(images, rowOfImage.size()), captions, rows);
    }
}
