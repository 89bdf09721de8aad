package dev.diptych.data.order;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diptych.base.InvalidInputException;
import dev.diptych.data.Caption;
import dev.diptych.data.ImageItem;
import dev.diptych.data.Pairs;
import dev.diptych.image.RgbImage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BatchOrderTest {

    @Test
    void showsEachImageOnceAnEpochWithOneOfItsCaptions() {
        Pairs pairs = pairs(i -> 1 + i % 5, 103);
        BatchOrder order = new BatchOrder(pairs, 10, CaptionOrder.onePerImage(), true, 7);
        List<BatchPlan> epoch = order.epoch(0);
        assertEquals(11, order.steps());
        assertEquals(11, epoch.size());
        assertArrayEquals(range(103), sorted(images(epoch)));
        for (BatchPlan plan : epoch) {
            assertOwnCaptions(pairs, plan);
            assertArrayEquals(range(plan.images().length), plan.imageOfText());
        }
        assertEquals(3, epoch.getLast().images().length);
        assertFalse(Arrays.equals(images(epoch), images(order.epoch(1))));
        assertFalse(Arrays.equals(captions(epoch), captions(order.epoch(5))));
    }

    @Test
    void leavesTheIncompleteBatchOutWhenAsked() {
        Pairs pairs = pairs(_ -> 2, 103);
        BatchOrder order = new BatchOrder(pairs, 10, CaptionOrder.onePerImage(), false, 7);
        assertEquals(10, order.steps());
        assertTrue(order.epoch(0).stream().allMatch(plan -> plan.images().length == 10));
        InvalidInputException tooFew = assertThrows(
                InvalidInputException.class, () -> new BatchOrder(pairs, 104, CaptionOrder.onePerImage(), false, 7));
        assertTrue(String.valueOf(tooFew.getMessage()).contains("do not fill one batch of 104"));
    }

    @Test
    void showsSeveralCaptionsOfAnImageInOneRow() {
        Pairs pairs = pairs(i -> 1 + i % 4, 40);
        BatchOrder order = new BatchOrder(pairs, 8, new CaptionOrder.PerImage(3), true, 7);
        for (BatchPlan plan : order.epoch(2)) {
            assertOwnCaptions(pairs, plan);
            for (int row = 0; row < plan.images().length; row++) {
                int wanted = row;
                int texts = (int) Arrays.stream(plan.imageOfText())
                        .filter(each -> each == wanted)
                        .count();
                assertEquals(Math.min(3, pairs.captionCountOf(plan.images()[row])), texts);
            }
            assertEquals(
                    plan.captions().length,
                    Arrays.stream(plan.captions()).distinct().count());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 10, 16, 64})
    void showsEveryCaptionOnceAndNoTwoOfOneImageInABatch(int batchSize) {
        // Most images have few captions, one has more than there would be batches otherwise.
        Pairs pairs = pairs(i -> i == 17 ? 30 : i % 6, 60);
        BatchOrder order = new BatchOrder(pairs, batchSize, CaptionOrder.every(), true, 7);
        for (long epochNumber = 0; epochNumber < 20; epochNumber++) {
            List<BatchPlan> epoch = order.epoch(epochNumber);
            assertEquals(order.steps(), epoch.size());
            assertArrayEquals(range(pairs.captions().size()), sorted(captions(epoch)));
            int least = Integer.MAX_VALUE;
            int most = 0;
            for (BatchPlan plan : epoch) {
                assertOwnCaptions(pairs, plan);
                assertEquals(
                        plan.images().length,
                        Arrays.stream(plan.images()).distinct().count());
                least = Math.min(least, plan.captions().length);
                most = Math.max(most, plan.captions().length);
            }
            assertTrue(most <= batchSize && most - least <= 1, least + " to " + most);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 10, 16, 50})
    void fillsWholeBatchesOnlyWhereTheIncompleteOneIsLeftOut(int batchSize) {
        Pairs pairs = pairs(i -> i == 17 ? 30 : i % 6, 61);
        BatchOrder order = new BatchOrder(pairs, batchSize, CaptionOrder.every(), false, 7);
        for (long epochNumber = 0; epochNumber < 20; epochNumber++) {
            List<BatchPlan> epoch = order.epoch(epochNumber);
            assertEquals(order.steps(), epoch.size());
            for (BatchPlan plan : epoch) {
                assertEquals(batchSize, plan.captions().length);
                assertEquals(batchSize, Arrays.stream(plan.images()).distinct().count());
            }
            int[] shown = captions(epoch);
            assertEquals(shown.length, Arrays.stream(shown).distinct().count());
        }
    }

    @Test
    void siblingsThatMayMeetShareTheRowOfTheirImage() {
        Pairs pairs = pairs(_ -> 5, 12);
        BatchOrder order = new BatchOrder(pairs, 20, new CaptionOrder.Every(true), true, 7);
        List<BatchPlan> epoch = order.epoch(0);
        assertEquals(3, epoch.size());
        assertArrayEquals(range(60), sorted(captions(epoch)));
        for (BatchPlan plan : epoch) {
            assertOwnCaptions(pairs, plan);
            assertTrue(plan.images().length <= 12);
            assertEquals(
                    plan.images().length,
                    Arrays.stream(plan.images()).distinct().count());
        }
    }

    @Test
    void isAFunctionOfSeedAndEpoch() {
        Pairs pairs = pairs(_ -> 3, 50);
        for (CaptionOrder choice :
                List.of(CaptionOrder.onePerImage(), CaptionOrder.every(), new CaptionOrder.Every(true))) {
            BatchOrder order = new BatchOrder(pairs, 8, choice, true, 7);
            int[] third = captions(order.epoch(3));
            order.epoch(0);
            assertArrayEquals(third, captions(new BatchOrder(pairs, 8, choice, true, 7).epoch(3)));
            assertNotEquals(
                    Arrays.toString(third),
                    Arrays.toString(captions(new BatchOrder(pairs, 8, choice, true, 8).epoch(3))));
        }
    }

    @Test
    void planWithoutUnreadableRowsKeepsTheRest() {
        BatchPlan plan = new BatchPlan(0, 1, new int[] {5, 6, 7}, new int[] {50, 51, 60, 70}, new int[] {0, 0, 1, 2});
        BatchPlan left = plan.without(row -> row == 1);
        assertArrayEquals(new int[] {5, 7}, left.images());
        assertArrayEquals(new int[] {50, 51, 70}, left.captions());
        assertArrayEquals(new int[] {0, 0, 1}, left.imageOfText());
    }

    private static void assertOwnCaptions(Pairs pairs, BatchPlan plan) {
        for (int text = 0; text < plan.captions().length; text++) {
            assertEquals(
                    plan.images()[plan.imageOfText()[text]],
                    pairs.captions().get(plan.captions()[text]).image());
        }
    }

    private static int[] images(List<BatchPlan> epoch) {
        return epoch.stream().flatMapToInt(plan -> Arrays.stream(plan.images())).toArray();
    }

    private static int[] captions(List<BatchPlan> epoch) {
        return epoch.stream()
                .flatMapToInt(plan -> Arrays.stream(plan.captions()))
                .toArray();
    }

    private static int[] sorted(int[] values) {
        Arrays.sort(values);
        return values;
    }

    private static int[] range(int end) {
        return IntStream.range(0, end).toArray();
    }

    private static Pairs pairs(IntUnaryOperator captionCount, int images) {
        List<ImageItem> items = new ArrayList<>();
        List<Caption> captions = new ArrayList<>();
        for (int image = 0; image < images; image++) {
            items.add(new ImageItem("image " + image, () -> new RgbImage(1, 1, new byte[3])));
            for (int i = 0; i < captionCount.applyAsInt(image); i++) {
                captions.add(new Caption(image, "caption %d of %d".formatted(i, image)));
            }
        }
        return new Pairs(items, captions, List.of());
    }
}
