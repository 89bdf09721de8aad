package dev.diptych.train.objective;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diptych.base.RandomKey;
import dev.diptych.torch.Tensors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Who belongs to whom, against the table of [SmallBatch] and against a search of all pairs.
class PairingTest {

    @Test
    void captionsOfTheImageAndEqualCaptionsBelong() {
        PositiveIndex belonging = SmallBatch.PAIRING.belonging(Positives.CAPTIONS_AND_SIBLINGS);
        int[][] texts = belonging.textsOfImages(SmallBatch.IMAGES);
        int[][] images = belonging.imagesOfTexts(SmallBatch.TEXTS);
        for (int i = 0; i < SmallBatch.IMAGES; i++) {
            int image = i;
            assertArrayEquals(
                    IntStream.range(0, SmallBatch.TEXTS)
                            .filter(j -> SmallBatch.BELONGS[image][j])
                            .toArray(),
                    texts[i]);
        }
        for (int j = 0; j < SmallBatch.TEXTS; j++) {
            int text = j;
            assertArrayEquals(
                    IntStream.range(0, SmallBatch.IMAGES)
                            .filter(i -> SmallBatch.BELONGS[i][text])
                            .toArray(),
                    images[j]);
        }
    }

    @Test
    void onTheDiagonalATextBelongsToItsOwnImageAlone() {
        PositiveIndex belonging = SmallBatch.PAIRING.belonging(Positives.DIAGONAL);
        assertArrayEquals(new int[][] {{0}, {1, 4}, {2}, {3}}, belonging.textsOfImages(4));
        assertArrayEquals(new int[][] {{0}, {1}, {2}, {3}, {1}, {}, {}}, belonging.imagesOfTexts(7));
        assertArrayEquals(new int[][] {{0}, {1, 4}}, belonging.textsOfImages(2));
        assertArrayEquals(new int[][] {{0}}, belonging.imagesOfTexts(1));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void listsAreThoseOfASearchOfAllPairs(long seed) {
        var random = RandomKey.of(seed).generator();
        int[] numbers = IntStream.range(0, 9).map(_ -> random.nextInt(6)).toArray(); // of a batch and a queue
        int[] imageOfText =
                IntStream.range(0, 14).map(_ -> random.nextInt(7) - 1).toArray();
        int[] groups = IntStream.range(0, 14).map(_ -> random.nextInt(5)).toArray();
        for (Positives positives : Positives.values()) {
            PositiveIndex belonging = new PositiveIndex(numbers, imageOfText, groups, positives);
            int[][] texts = belonging.textsOfImages(numbers.length);
            for (int row = 0; row < numbers.length; row++) {
                int number = numbers[row];
                assertArrayEquals(
                        IntStream.range(0, 14)
                                .filter(text -> belongs(positives, number, text, imageOfText, groups))
                                .toArray(),
                        texts[row]);
            }
            int[][] images = belonging.imagesOfTexts(14);
            for (int j = 0; j < 14; j++) {
                int text = j;
                assertArrayEquals(
                        IntStream.range(0, numbers.length)
                                .filter(row -> belongs(positives, numbers[row], text, imageOfText, groups))
                                .toArray(),
                        images[j]);
            }
        }
    }

    private static boolean belongs(Positives positives, int number, int text, int[] imageOfText, int[] groups) {
        if (positives == Positives.DIAGONAL) {
            return imageOfText[text] == number;
        }
        // a caption of that image reads the same
        return IntStream.range(0, groups.length)
                .anyMatch(other -> groups[other] == groups[text] && imageOfText[other] == number);
    }

    @Test
    void negativesAreNoQueries() {
        assertArrayEquals(new int[] {0, 1, 2, 3, 4}, SmallBatch.PAIRING.queries());
        assertEquals(7, SmallBatch.PAIRING.texts());
        Pairing diagonal = Pairing.diagonal(3);
        assertArrayEquals(new int[] {0, 1, 2}, diagonal.queries());
        assertArrayEquals(new int[] {0, 1, 2}, diagonal.imageOfText());
        assertArrayEquals(new int[] {0, 1, 2}, diagonal.captionGroup());
        assertEquals(3, diagonal.images());
    }

    @Test
    void whatDoesNotFitIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> new Pairing(2, new int[] {0, 1}, new int[] {0}));
        assertThrows(IllegalArgumentException.class, () -> new Pairing(2, new int[] {0, 2}, new int[] {0, 1}));
        assertThrows(IllegalArgumentException.class, () -> new Pairing(2, new int[] {0, -2}, new int[] {0, 1}));
        assertEquals(2, new Pairing(2, new int[] {-1, 1}, new int[] {0, 1}).texts());
    }

    @Test
    void aPairingKeepsItsOwnNumbers() {
        int[] imageOfText = {0, 1};
        int[] groups = {0, 1};
        Pairing pairing = new Pairing(2, imageOfText, groups);
        Arrays.fill(imageOfText, 0);
        Arrays.fill(groups, 0);
        assertArrayEquals(new int[] {0, 1}, pairing.imageOfText());
        assertArrayEquals(new int[] {0, 1}, pairing.captionGroup());
    }

    @Test
    void positivesOfABlockOfRowsAreFoundInIt() {
        int[][] positives = {{1}, {0, 2}, {}, {2}};
        Tensor rows = Tensors.of(new float[] {1, 2, 3, 4, 5, 6, 7, 8, 9}, 3, 3); // rows 1 to 3
        BlockPositives block = BlockPositives.of(positives, 1, rows);
        assertArrayEquals(new long[] {0, 2, 8}, Tensors.longs(block.places()));
        assertArrayEquals(new double[] {0.5, 0.5, 1}, Tensors.doubles(block.shares()));
        assertArrayEquals(new double[] {1, 3, 9}, Tensors.doubles(block.of(rows)));
        assertEquals(2 + 9, Tensors.item(block.sumOfMeans(rows)), 1e-6);
        double infinite = Double.NEGATIVE_INFINITY;
        assertArrayEquals(
                new double[] {infinite, 2, infinite, 4, 5, 6, 7, 8, infinite}, Tensors.doubles(block.hidden(rows)));
    }

    @Test
    void queriesWithoutAPositiveOrANegativeAreLeftOut() {
        Tensor queries = Tensors.of(new float[] {1, 2, 3}, 3, 1);
        Tensor candidates = Tensors.of(new float[] {10, 20}, 2, 1);
        RetrievalDirection direction = new RetrievalDirection(queries, candidates, new int[][] {{}, {0}, {0, 1}});
        assertEquals(3, direction.size());
        assertArrayEquals(
                new double[] {2, 3}, Tensors.doubles(direction.answerable().queries()));
        assertArrayEquals(new int[][] {{0}, {0, 1}}, direction.answerable().positives());
        assertArrayEquals(
                new double[] {2}, Tensors.doubles(direction.contested().queries()));
        List<Integer> sizes = new ArrayList<>();
        Tensor mean = direction.answerable().mean(List.of(), (cosines, belonging, _) -> {
            sizes.add((int) cosines.size(0));
            return belonging.sumOfMeans(cosines);
        });
        assertEquals((20 + (30 + 60) / 2.0) / 2, Tensors.item(mean), 1e-6);
        assertEquals(List.of(2), sizes);
        RetrievalDirection none = new RetrievalDirection(queries, candidates, new int[][] {{}, {}, {}}).answerable();
        assertEquals(0, none.size());
        assertTrue(Tensors.item(none.mean(List.of(), (cosines, _, _) -> cosines.sum())) == 0);
    }

    @Test
    void negativesLookForNoImageUnlessTheyReadAsACaption() {
        SmallBatch batch = new SmallBatch();
        RetrievalDirection texts = RetrievalDirection.ofTexts(batch.features(null), Positives.CAPTIONS_AND_SIBLINGS);
        assertEquals(6, texts.size()); // without text 5
        RetrievalDirection diagonal = RetrievalDirection.ofTexts(batch.features(null), Positives.DIAGONAL);
        assertEquals(5, diagonal.size());
        assertEquals(
                4,
                RetrievalDirection.ofImages(batch.features(null), Positives.DIAGONAL)
                        .size());
    }
}
