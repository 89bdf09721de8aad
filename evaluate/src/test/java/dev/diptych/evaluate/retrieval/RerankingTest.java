package dev.diptych.evaluate.retrieval;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diptych.base.InvalidInputException;
import dev.diptych.base.RandomKey;
import dev.diptych.evaluate.RandomEmbeddings;
import java.util.function.ToDoubleBiFunction;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class RerankingTest {

    private static PairScorer scorer(ToDoubleBiFunction<Integer, Integer> score) {
        return (images, texts) -> {
            float[] values = new float[images.length];
            for (int p = 0; p < values.length; p++) {
                values[p] = (float) score.applyAsDouble(images[p], texts[p]);
            }
            return values;
        };
    }

    @Test
    void reranksTheTopByThePairScorer() {
        RandomEmbeddings dense = RandomEmbeddings.lattice(10, 50, 120, 4);
        RandomGenerator random = RandomKey.of(11).generator();
        float[][] scores = new float[50][120];
        for (float[] row : scores) {
            for (int t = 0; t < row.length; t++) {
                row[t] = random.nextInt(4) == 3 ? Float.NaN : random.nextInt(5);
            }
        }
        PairScorer scorer = scorer((image, text) -> scores[image][text]);
        for (int k : new int[] {1, 3, 20, 1000}) {
            RetrievalRanks base = Retrieval.ranks(dense.embeddings());
            RetrievalRanks ranks = Retrieval.ranks(dense.embeddings(), k, scorer);
            for (int t = 0; t < 120; t++) {
                assertTrue(
                        base.textToImage()[t] > k
                                ? ranks.textToImage()[t] == base.textToImage()[t]
                                : ranks.textToImage()[t] <= k);
            }
            for (int i = 0; i < 50; i++) {
                assertTrue(
                        base.imageToText()[i] > k
                                ? ranks.imageToText()[i] == base.imageToText()[i]
                                : ranks.imageToText()[i] <= Math.max(k, 1));
            }
            if (k == 1000) { // everything is scored: the ranks are those of the scorer alone
                for (int t = 0; t < 120; t++) {
                    float truth = scores[dense.imageOfText()[t]][t];
                    int rank = 1;
                    for (int i = 0; i < 50; i++) {
                        rank += i != dense.imageOfText()[t] && !(scores[i][t] < truth) ? 1 : 0;
                    }
                    assertEquals(rank, ranks.textToImage()[t]);
                }
            }
        }
    }

    @Test
    void aRightScorerLiftsAndAConstantOneSinksWithinTheTop() {
        RandomEmbeddings dense = RandomEmbeddings.gaussian(12, 120, 3, 24, 4.0);
        Embeddings embeddings = dense.embeddings();
        RetrievalRanks base = Retrieval.ranks(embeddings);
        PairScorer right = scorer((image, text) -> dense.imageOfText()[text] == image ? 1 : 0);
        RetrievalRanks lifted = Retrieval.ranks(embeddings, 10, right);
        RetrievalRanks sunk = Retrieval.ranks(embeddings, 10, (images, _) -> new float[images.length]);
        for (int t = 0; t < 360; t++) {
            boolean within = base.textToImage()[t] <= 10;
            assertEquals(within ? 1 : base.textToImage()[t], lifted.textToImage()[t]);
            assertEquals(within ? 10 : base.textToImage()[t], sunk.textToImage()[t]);
        }
        for (int i = 0; i < 120; i++) {
            boolean within = base.imageToText()[i] <= 10;
            assertEquals(within ? 1 : base.imageToText()[i], lifted.imageToText()[i]);
        }
        assertEquals(
                base.result().textToImage().r10(),
                Retrieval.evaluate(embeddings, 10, right).textToImage().r1());
        assertThrows(InvalidInputException.class, () -> Retrieval.ranks(embeddings, 0, right));
    }
}
