package dev.diptych.evaluate.retrieval;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;

/// The nearest candidates of each query without ties: a candidate that is as near as the first one outside the list is
/// excluded. A constant model therefore has no neighbours instead of arbitrary ones.
public final class Neighbours {

    /// Scores closer than this are equal up to rounding of the encoders and of a float32 product.
    private static final float TIE = 1e-6f;

    private Neighbours() {}

    /// The number of neighbours: ten, or fewer if there are not more candidates; 0 for fewer than two candidates.
    public static int count(int candidates) {
        return Math.max(0, Math.min(10, candidates - 1));
    }

    /// At most `k` neighbours of each query.
    ///
    /// @param queries [Q, P] float32
    /// @param candidates [N, P] float32
    /// @param self the candidate that is the query itself, for each query; -1 for none
    public static int[][] of(Tensor queries, Tensor candidates, int k, int[] self) {
        TopMatches top = TopMatches.of(queries, candidates, k + 2);
        int[][] neighbours = new int[self.length][];
        for (int q = 0; q < neighbours.length; q++) {
            int[] indices = top.indices()[q];
            float[] scores = top.scores()[q];
            int own = self[q];
            int[] others = IntStream.range(0, indices.length)
                    .filter(place -> indices[place] != own)
                    .toArray();
            float outside = others.length > k ? scores[others[k]] : Float.NEGATIVE_INFINITY;
            neighbours[q] = Arrays.stream(others)
                    .limit(k)
                    .filter(place -> scores[place] > outside + TIE)
                    .map(place -> indices[place])
                    .toArray();
        }
        return neighbours;
    }

    /// The share of `k` neighbours, 0 to 1, that two lists have in common.
    public static double overlap(int[] a, int[] b, int k) {
        int common = 0;
        for (int each : a) {
            for (int other : b) {
                common += each == other ? 1 : 0;
            }
        }
        return (double) common / k;
    }
}
