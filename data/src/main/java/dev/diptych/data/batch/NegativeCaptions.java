package dev.diptych.data.batch;

import dev.diptych.base.RandomKey;
import dev.diptych.data.Pairs;
import dev.diptych.data.order.BatchPlan;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/// Adds hard negative captions of a batch's images to its texts, as further columns that match no image (NegCLIP,
/// Yuksekgonul et al., 2023). The choice for an image is a pure function of seed, epoch and image.
final class NegativeCaptions {

    private final Pairs pairs;
    private final int perImage;
    private final RandomKey key;

    NegativeCaptions(Pairs pairs, int perImage, long seed) {
        this.pairs = pairs;
        this.perImage = perImage;
        this.key = RandomKey.of(seed).with("negative captions");
    }

    /// Returns the plan's captions, followed by the hard negatives of its images.
    BatchTexts after(BatchPlan plan) {
        List<String> texts = new ArrayList<>();
        IntStream.Builder captions = IntStream.builder();
        IntStream.Builder imageOfText = IntStream.builder();
        IntStream.Builder groups = IntStream.builder();
        for (int i = 0; i < plan.captions().length; i++) {
            texts.add(pairs.text(plan.captions()[i]));
            captions.add(plan.captions()[i]);
            imageOfText.add(plan.imageOfText()[i]);
            groups.add(pairs.captionGroup(plan.captions()[i]));
        }
        Map<String, Integer> otherGroups = new HashMap<>();
        for (int image : plan.images()) {
            for (int number : chosen(plan.epoch(), image)) {
                String text = pairs.swapped().get(number).negative();
                int group = pairs.groupOf(text);
                texts.add(text);
                captions.add(-1);
                imageOfText.add(-1);
                groups.add(
                        group >= 0
                                ? group
                                : otherGroups.computeIfAbsent(
                                        text, _ -> pairs.captions().size() + otherGroups.size()));
            }
        }
        return new BatchTexts(
                texts,
                captions.build().toArray(),
                imageOfText.build().toArray(),
                groups.build().toArray());
    }

    private int[] chosen(long epoch, int image) {
        int[] all = pairs.swappedOf(image);
        if (perImage == 0 || all.length <= perImage) {
            return perImage == 0 ? new int[0] : all;
        }
        RandomGenerator random = key.with(epoch).with(image).generator();
        for (int i = 0; i < perImage; i++) {
            int other = i + random.nextInt(all.length - i);
            int swap = all[i];
            all[i] = all[other];
            all[other] = swap;
        }
        return java.util.Arrays.copyOf(all, perImage);
    }
}
