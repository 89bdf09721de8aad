package dev.diptych.evaluate.retrieval;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.diptych.evaluate.RandomEmbeddings;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TopMatchesTest {

    private final RandomEmbeddings dense = RandomEmbeddings.gaussian(1, 83, 1, 20, 2.0);

    private int[] expected(int query, int k) {
        return IntStream.range(0, 83)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> -dense.score(i, query)))
                .limit(k)
                .mapToInt(Integer::intValue)
                .toArray();
    }

    @Test
    void findsTheBestCandidatesWhateverTheBlocks() {
        for (int candidates : new int[] {1, 9, 50, 4096}) {
            TopMatches top = TopMatches.of(
                    RandomEmbeddings.tensor(dense.text()), RandomEmbeddings.tensor(dense.image()), 7, 13, candidates);
            for (int q = 0; q < 83; q++) {
                assertArrayEquals(expected(q, 7), top.indices()[q]);
                assertEquals(dense.score(top.indices()[q][6], q), top.scores()[q][6], 1e-6);
            }
        }
    }

    @Test
    void asksForNoMoreThanThereIs() {
        TopMatches top =
                TopMatches.of(RandomEmbeddings.tensor(dense.text()), RandomEmbeddings.tensor(dense.image()), 500);
        assertArrayEquals(expected(3, 83), top.indices()[3]);
    }

    @Test
    void nanComesLast() {
        float[][] gallery = {{Float.NaN, 0}, {0, 1}, {1, 0}, {1, 0}};
        TopMatches top = TopMatches.of(
                RandomEmbeddings.tensor(new float[][] {{1, 0}}), RandomEmbeddings.tensor(gallery), 4, 1, 3);
        assertArrayEquals(new int[] {2, 3, 1, 0}, top.indices()[0]);
        assertEquals("[1.0, 1.0, 0.0, -Infinity]", Arrays.toString(top.scores()[0]));
    }

    @Test
    void partsOfAGalleryGiveTheMatchesOfTheWhole() {
        var queries = RandomEmbeddings.tensor(dense.text());
        var gallery = RandomEmbeddings.tensor(dense.image());
        TopMatches whole = TopMatches.of(queries, gallery, 7);
        TopMatches merged = TopMatches.none(83);
        for (int[] part : new int[][] {{50, 33}, {0, 4}, {4, 46}}) {
            int[] numbers = IntStream.range(part[0], part[0] + part[1]).toArray();
            TopMatches found = TopMatches.of(queries, gallery.narrow(0, part[0], part[1]), 7);
            merged = merged.merge(found.renumbered(numbers), 7);
        }
        assertArrayEquals(whole.indices(), merged.indices());
    }
}
