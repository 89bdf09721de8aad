package dev.diptych.evaluate.ranking;

import dev.diptych.evaluate.retrieval.CorrectPairs;
import java.util.Arrays;

/// The relevant candidates of each query of one direction of retrieval.
public interface Relevance {

    /// The number of queries, including those without relevant candidates, which are not evaluated.
    int queries();

    /// The relevant candidates of a query, each once; not to be modified.
    int[] candidates(int query);

    /// The grade of each of these candidates, above 0; not to be modified.
    float[] grades(int query);

    /// Graded judgements.
    ///
    /// @param candidates the relevant candidates of each query
    /// @param grades their grades
    @SuppressWarnings("ArrayRecordComponent") // read only
    record Graded(int[][] candidates, float[][] grades) implements Relevance {

        @Override
        public int queries() {
            return candidates.length;
        }

        @Override
        public int[] candidates(int query) {
            return candidates[query];
        }

        @Override
        public float[] grades(int query) {
            return grades[query];
        }
    }

    /// The images of each text: its own, and those that have a caption with the same text.
    static Relevance ofTexts(CorrectPairs correct, int texts) {
        return new Relevance() {
            @Override
            public int queries() {
                return texts;
            }

            @Override
            public int[] candidates(int query) {
                return correct.images(query);
            }

            @Override
            public float[] grades(int query) {
                return ones(correct.images(query).length);
            }
        };
    }

    /// The texts of each image, with the same rule.
    static Relevance ofImages(CorrectPairs correct, int images) {
        return new Relevance() {
            @Override
            public int queries() {
                return images;
            }

            @Override
            public int[] candidates(int query) {
                return correct.texts(query);
            }

            @Override
            public float[] grades(int query) {
                return ones(correct.textCount(query));
            }
        };
    }

    private static float[] ones(int count) {
        float[] ones = new float[count];
        Arrays.fill(ones, 1);
        return ones;
    }
}
