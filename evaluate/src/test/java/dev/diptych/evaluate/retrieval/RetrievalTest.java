package dev.diptych.evaluate.retrieval;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diptych.base.InvalidInputException;
import dev.diptych.evaluate.RandomEmbeddings;
import dev.diptych.torch.Precision;
import dev.diptych.torch.Tensors;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RetrievalTest {

    private static void assertRanks(RandomEmbeddings dense, RetrievalRanks ranks) {
        assertArrayEquals(dense.textToImage(), ranks.textToImage());
        assertArrayEquals(dense.imageToText(), ranks.imageToText());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 64, 100, 1024})
    void ranksAsADenseFloat64ComputationWithManyTies(int block) {
        RandomEmbeddings dense = RandomEmbeddings.lattice(1, 60, 170, 5);
        assertRanks(dense, RankCounter.count(dense.embeddings(), block));
    }

    @ParameterizedTest
    @ValueSource(ints = {50, 333, 1024})
    void ranksAsADenseFloat64ComputationWithSeveralCaptions(int block) {
        RandomEmbeddings dense = RandomEmbeddings.gaussian(2, 300, 5, 48, 3.0);
        assertRanks(dense, RankCounter.count(dense.embeddings(), block));
    }

    @Test
    void ranksAsADenseFloat64ComputationWithOneCaption() {
        RandomEmbeddings dense = RandomEmbeddings.gaussian(3, 1100, 1, 33, 2.0);
        assertRanks(dense, Retrieval.ranks(dense.embeddings()));
    }

    @ParameterizedTest
    @ValueSource(ints = {7, 64, 1024})
    void aTextIsCorrectForEveryImageThatHasItInBothDirections(int block) {
        RandomEmbeddings dense = RandomEmbeddings.gaussian(6, 90, 2, 24, 3.0);
        int[] groups = new int[180];
        for (int t = 0; t < groups.length; t++) {
            groups[t] = t % 3 == 0 ? 1000 + t % 12 : t; // every third text is one of four
            dense.text()[t] = t % 3 == 0 ? dense.text()[t % 12].clone() : dense.text()[t];
        }
        Embeddings shared = new Embeddings(
                RandomEmbeddings.tensor(dense.image()),
                RandomEmbeddings.tensor(dense.text()),
                dense.imageOfText(),
                groups);
        boolean[][] correct = new boolean[90][180];
        for (int t = 0; t < groups.length; t++) {
            for (int other = 0; other < groups.length; other++) {
                correct[dense.imageOfText()[other]][t] |= groups[t] == groups[other];
            }
        }
        RetrievalRanks ranks = RankCounter.count(shared, block);
        for (int t = 0; t < 180; t++) {
            double best = Double.NEGATIVE_INFINITY;
            for (int i = 0; i < 90; i++) {
                best = correct[i][t] ? Math.max(best, dense.score(i, t)) : best;
            }
            int rank = 1;
            for (int i = 0; i < 90; i++) {
                rank += !correct[i][t] && !(dense.score(i, t) < best - 1e-12) ? 1 : 0;
            }
            assertEquals(rank, ranks.textToImage()[t]);
        }
        for (int i = 0; i < 90; i++) {
            double best = Double.NEGATIVE_INFINITY;
            for (int t = 0; t < 180; t++) {
                best = correct[i][t] ? Math.max(best, dense.score(i, t)) : best;
            }
            int rank = 1;
            for (int t = 0; t < 180; t++) {
                rank += !correct[i][t] && !(dense.score(i, t) < best - 1e-12) ? 1 : 0;
            }
            assertEquals(rank, ranks.imageToText()[i]);
        }
        assertRanks(dense, RankCounter.count(shared.strict(), block));
    }

    @Test
    void aPerfectModelFindsCaptionsThatSeveralImagesShare() {
        float[][] images = {{1, 0}, {0, 1}, {1, 0}, {0, 1}};
        int[] imageOfText = {0, 1, 2, 3};
        Embeddings shared = new Embeddings(
                RandomEmbeddings.tensor(images), RandomEmbeddings.tensor(images), imageOfText, new int[] {5, 9, 5, 9});
        assertArrayEquals(new int[] {1, 1, 1, 1}, Retrieval.ranks(shared).textToImage());
        assertArrayEquals(new int[] {1, 1, 1, 1}, Retrieval.ranks(shared).imageToText());
        assertArrayEquals(
                new int[] {2, 2, 2, 2}, Retrieval.ranks(shared.strict()).imageToText());
        RetrievalRanks reranked = Retrieval.ranks(
                shared, 2, (image, text) -> new float[image.length]); // ties with nothing: no wrong one is in the top
        assertArrayEquals(new int[] {1, 1, 1, 1}, reranked.imageToText());
    }

    @Test
    void findsFewTiesAmongManyPairs() {
        RandomEmbeddings dense = RandomEmbeddings.gaussian(4, 400, 2, 31, 2.0);
        for (int i = 0; i < 400; i += 9) { // equal images and equal captions far apart in the blocks
            dense.image()[(i + 201) % 400] = dense.image()[i].clone();
            dense.text()[(2 * i + 399) % 800] = dense.text()[2 * i].clone();
        }
        assertRanks(dense, Retrieval.ranks(dense.embeddings()));
        assertRanks(dense, RankCounter.count(dense.embeddings(), 130));
    }

    @Test
    void ranksAConstantModelLast() {
        for (int width : new int[] {1, 3, 37, 500}) {
            float[] one = RandomEmbeddings.gaussian(5, 1, 1, width, 0).image()[0];
            float[][] images = new float[37][];
            float[][] texts = new float[91][];
            int[] imageOfText = new int[91];
            Arrays.setAll(images, _ -> one);
            Arrays.setAll(texts, _ -> one);
            Arrays.setAll(imageOfText, t -> t % 37);
            Embeddings constant = new RandomEmbeddings(images, texts, imageOfText).embeddings();
            for (int block : new int[] {10, 16, 1024}) {
                RetrievalRanks ranks = RankCounter.count(constant, block);
                assertTrue(Arrays.stream(ranks.textToImage()).allMatch(rank -> rank == 37));
                assertEquals(91 - 3 + 1, ranks.imageToText()[0]);
                assertEquals(91 - 2 + 1, ranks.imageToText()[36]);
            }
            assertEquals(0.0, Retrieval.evaluate(constant).textToImage().r10());
        }
    }

    @Test
    void zerosRankLastAsWell() {
        Embeddings dead = new Embeddings(Tensors.zeros(20, 4), Tensors.zeros(20, 4), indices(20));
        assertEquals(20.0, Retrieval.evaluate(dead).textToImage().medianRank());
        assertEquals(20.0, Retrieval.evaluate(dead).imageToText().medianRank());
    }

    @Test
    void siblingCaptionsDoNotCountAgainstEachOther() {
        float[][] images = {{1, 0}, {0, 1}};
        float[][] texts = {{0.6f, 0.8f}, {1, 0}, {1, 0}, {0, 1}};
        var dense = new RandomEmbeddings(images, texts, new int[] {0, 0, 0, 1});
        assertArrayEquals(new int[] {1, 1}, Retrieval.ranks(dense.embeddings()).imageToText());
        assertArrayEquals(
                new int[] {2, 1, 1, 1}, Retrieval.ranks(dense.embeddings()).textToImage());
    }

    @Test
    void identicalCaptionsOfDifferentImagesCountByIndex() {
        float[][] images = {{1, 0}, {0, 1}};
        float[][] texts = {{0.6f, 0.8f}, {0.6f, 0.8f}};
        RetrievalRanks ranks = Retrieval.ranks(new RandomEmbeddings(images, texts, new int[] {0, 1}).embeddings());
        assertArrayEquals(new int[] {2, 1}, ranks.textToImage());
        assertArrayEquals(new int[] {2, 2}, ranks.imageToText());
    }

    @Test
    void imagesWithoutCaptionsAreCandidatesOnly() {
        float[][] images = {{1, 0}, {0.6f, 0.8f}, {0, 1}};
        float[][] texts = {{1, 0}, {0.8f, 0.6f}};
        RetrievalRanks ranks = Retrieval.ranks(new RandomEmbeddings(images, texts, new int[] {0, 2}).embeddings());
        assertArrayEquals(new int[] {1, 0, 1}, ranks.imageToText());
        assertArrayEquals(new int[] {1, 3}, ranks.textToImage());
        assertEquals(100.0, ranks.result().imageToText().r1());
    }

    @Test
    void nanCountsAgainstTheModelOnEitherSide() {
        RandomEmbeddings dense = RandomEmbeddings.gaussian(6, 40, 3, 16, 1.0);
        Arrays.fill(dense.image()[5], Float.NaN);
        Arrays.fill(dense.text()[30], Float.NaN);
        Arrays.fill(dense.text()[31], Float.NaN);
        for (int block : new int[] {8, 27, 1024}) {
            RetrievalRanks ranks = RankCounter.count(dense.embeddings(), block);
            assertRanks(dense, ranks);
            assertEquals(40, ranks.textToImage()[15]); // its image is NaN
            assertEquals(40, ranks.textToImage()[30]); // it is NaN itself
            assertTrue(ranks.textToImage()[0] >= 2); // the NaN image stands above its own
            assertEquals(118, ranks.imageToText()[5]);
            assertTrue(ranks.imageToText()[10] < 118); // the third caption still counts
            assertTrue(ranks.imageToText()[0] >= 3); // both NaN captions stand above its own
        }
        RandomEmbeddings allNaN = RandomEmbeddings.gaussian(6, 7, 1, 4, 1.0);
        for (float[] row : allNaN.image()) {
            Arrays.fill(row, Float.NaN);
        }
        assertArrayEquals(
                new int[] {7, 7, 7, 7, 7, 7, 7},
                Retrieval.ranks(allNaN.embeddings()).imageToText());
        assertArrayEquals(
                new int[] {7, 7, 7, 7, 7, 7, 7},
                Retrieval.ranks(allNaN.embeddings()).textToImage());
    }

    @Test
    void aSinglePairRanksFirst() {
        Embeddings one = RandomEmbeddings.gaussian(7, 1, 1, 8, 0.5).embeddings();
        assertEquals(new Recall(100, 100, 100, 1), Retrieval.evaluate(one).textToImage());
        assertEquals(new Recall(100, 100, 100, 1), Retrieval.evaluate(one).imageToText());
    }

    @Test
    void bf16AroundItChangesNothing() {
        RandomEmbeddings dense = RandomEmbeddings.gaussian(8, 200, 2, 64, 4.0);
        try (var _ = Precision.BF16.enter()) {
            assertRanks(dense, Retrieval.ranks(dense.embeddings()));
        }
    }

    @Test
    void sumsUpRanks() {
        assertEquals(new Recall(20, 60, 80, 4), Recall.of(new int[] {1, 2, 0, 4, 10, 11}));
        assertEquals(new Recall(25, 75, 75, 3.5), Recall.of(new int[] {5, 1, 2, 100}));
        var keys = Retrieval.evaluate(RandomEmbeddings.lattice(9, 4, 9, 3).embeddings())
                .values()
                .keySet();
        assertEquals(
                List.of(
                        "retrieval.text_to_image.r1",
                        "retrieval.text_to_image.r5",
                        "retrieval.text_to_image.r10",
                        "retrieval.text_to_image.median_rank",
                        "retrieval.image_to_text.r1",
                        "retrieval.image_to_text.r5",
                        "retrieval.image_to_text.r10",
                        "retrieval.image_to_text.median_rank"),
                List.copyOf(keys));
    }

    @Test
    void wrongEmbeddingsAreNamed() {
        var two = Tensors.of(new float[] {1, 0, 0, 1}, 2, 2);
        assertMessage("1 wide", () -> new Embeddings(Tensors.ones(2, 1), two, new int[] {0, 1}));
        assertMessage("1 image indices", () -> new Embeddings(two, two, new int[] {0}));
        assertMessage("text 1 belongs to image 2", () -> new Embeddings(two, two, new int[] {0, 2}));
        assertMessage("length 1.41", () -> new Embeddings(Tensors.ones(2, 2), two, new int[] {0, 1}));
        assertMessage("shape [2]", () -> new Embeddings(Tensors.ones(2), two, new int[] {0, 1}));
        assertMessage(
                "float32", () -> new Embeddings(Tensors.of(new double[] {1, 0, 0, 1}, 2, 2), two, new int[] {0, 1}));
    }

    private static int[] indices(int count) {
        int[] indices = new int[count];
        Arrays.setAll(indices, i -> i);
        return indices;
    }

    private static void assertMessage(String part, Executable call) {
        String message =
                String.valueOf(assertThrows(InvalidInputException.class, call).getMessage());
        assertTrue(message.contains(part), message);
    }
}
