package dev.diptych.data.order;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diptych.base.InvalidInputException;
import dev.diptych.data.Caption;
import dev.diptych.data.ImageItem;
import dev.diptych.data.Pairs;
import dev.diptych.image.RgbImage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class WeightedVisitsTest {

    private static final Pairs MIXTURE = Pairs.mixture(List.of(many(40), many(60)), List.of(2.0, 0.5));

    @Test
    void anEpochShowsEachImageAsOftenAsItsWeightSays() {
        for (CaptionOrder choice : List.of(CaptionOrder.onePerImage(), CaptionOrder.every())) {
            int captions = choice instanceof CaptionOrder.Every ? 2 : 1;
            BatchOrder order = new BatchOrder(MIXTURE, 11, choice, true, 5);
            int[] visits = new int[100];
            for (long epoch = 0; epoch < 4; epoch++) {
                for (BatchPlan plan : order.epoch(epoch)) {
                    Arrays.stream(plan.images()).forEach(image -> visits[image]++);
                }
            }
            assertTrue(Arrays.stream(visits, 0, 40).allMatch(count -> count == 8 * captions));
            assertTrue(Arrays.stream(visits, 40, 100).allMatch(count -> count == 2 * captions));
        }
    }

    @Test
    void noImageIsTwiceInABatchAndTheOrderFollowsFromSeedAndEpoch() {
        BatchOrder order = new BatchOrder(MIXTURE, 11, CaptionOrder.onePerImage(), false, 5);
        assertEquals(110 / 11, order.steps());
        List<List<Integer>> first = images(order, 3);
        for (List<Integer> batch : first) {
            Set<Integer> different = new HashSet<>(batch);
            assertEquals(batch.size(), different.size());
        }
        assertEquals(first, images(new BatchOrder(MIXTURE, 11, CaptionOrder.onePerImage(), false, 5), 3));
        assertTrue(!first.equals(images(order, 4)));
    }

    @Test
    void equalWeightsAreAPlainDataSetOfAllNames() {
        Pairs plain = Pairs.mixture(List.of(many(2), many(1)), List.of(1.0, 1.0));
        assertEquals(
                List.of("0/image 0", "0/image 1", "1/image 0"),
                plain.images().stream().map(ImageItem::name).toList());
        assertTrue(!plain.isWeighted());
        assertEquals(2.0, MIXTURE.select(new int[] {50, 3}).weightOf(1));
        assertEquals(0.5, MIXTURE.withSwapped(List.of()).weightOf(50));
        assertTrue(!MIXTURE.digest()
                .equals(Pairs.mixture(List.of(many(40), many(60)), List.of(1.0, 0.5))
                        .digest()));
    }

    @Test
    void aWeightThatNeedsMoreBatchesThanThereAreIsRefused() {
        Pairs heavy = Pairs.mixture(List.of(many(1), many(20)), List.of(9.0, 1.0));
        assertThrows(InvalidInputException.class, () -> new BatchOrder(heavy, 10, CaptionOrder.onePerImage(), true, 0));
    }

    private static List<List<Integer>> images(BatchOrder order, long epoch) {
        return order.epoch(epoch).stream()
                .map(plan -> Arrays.stream(plan.images()).boxed().toList())
                .toList();
    }

    private static Pairs many(int images) {
        List<ImageItem> items = new ArrayList<>();
        List<Caption> captions = new ArrayList<>();
        for (int i = 0; i < images; i++) {
            items.add(new ImageItem("image " + i, () -> new RgbImage(1, 1, new byte[3])));
            captions.add(new Caption(i, "text " + i));
            captions.add(new Caption(i, "another " + i));
        }
        return new Pairs(items, captions, List.of());
    }
}
