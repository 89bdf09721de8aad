package dev.diptych.evaluate.retrieval;

import dev.diptych.base.InvalidInputException;
import dev.diptych.torch.Comparisons;
import dev.diptych.torch.Gradients;
import dev.diptych.torch.Operators;
import dev.diptych.torch.Precision;
import dev.diptych.torch.TensorScope;
import dev.diptych.torch.Tensors;
import java.io.Serializable;
import java.util.Comparator;
import java.util.Objects;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/// The best candidates of each query by inner product, best first.
///
/// Equal scores are ordered by index; which of several candidates with the last score are returned is unspecified. NaN
/// is ordered last and returned as negative infinity.
///
/// @param indices rows of the gallery, `[Q][K]`
/// @param scores their scores, `[Q][K]`
public record TopMatches(int[][] indices, float[][] scores) implements Serializable {

    private static final int QUERIES = 512;
    private static final int CANDIDATES = 4096;

    /// Finds the `k` best rows of `gallery`, or all if there are fewer, for each row of `queries`, block by block;
    /// additional memory is one block and the result.
    ///
    /// @param queries [Q, P] float32
    /// @param gallery [N, P] float32
    /// @throws InvalidInputException if `k` is below 1 or the widths differ
    public static TopMatches of(Tensor queries, Tensor gallery, int k) {
        return of(queries, gallery, k, QUERIES, CANDIDATES);
    }

    /// Returns these matches with the rows of the gallery numbered differently, for a gallery
    /// that is a part of another one.
    ///
    /// @param numbers new number of each row
    public TopMatches renumbered(int[] numbers) {
        TopMatches renumbered = new TopMatches(new int[indices.length][], new float[indices.length][]);
        for (int query = 0; query < indices.length; query++) {
            float[] own = scores[query];
            int[] columns =
                    IntStream.of(indices[query]).map(index -> numbers[index]).toArray();
            int[] order = IntStream.range(0, columns.length)
                    .boxed()
                    .sorted(Comparator.<Integer>comparingDouble(p -> -own[p]).thenComparingInt(p -> columns[p]))
                    .mapToInt(Integer::intValue)
                    .toArray();
            renumbered.indices[query] =
                    IntStream.of(order).map(place -> columns[place]).toArray();
            renumbered.scores[query] = new float[order.length];
            for (int place = 0; place < order.length; place++) {
                renumbered.scores[query][place] = own[order[place]];
            }
        }
        return renumbered;
    }

    /// Returns no matches of some queries.
    public static TopMatches none(int queries) {
        return new TopMatches(new int[queries][0], new float[queries][0]);
    }

    /// Returns the best `k` of these matches and those of the same queries in another part of the
    /// gallery.
    public TopMatches merge(TopMatches others, int k) {
        TopMatches merged = new TopMatches(new int[indices.length][], new float[indices.length][]);
        for (int query = 0; query < indices.length; query++) {
            int own = 0;
            int other = 0;
            int width = Math.min(k, indices[query].length + others.indices[query].length);
            merged.indices[query] = new int[width];
            merged.scores[query] = new float[width];
            for (int place = 0; place < width; place++) {
                boolean fromOthers = own == indices[query].length
                        || other < others.indices[query].length
                                && precedes(
                                        others.scores[query][other],
                                        others.indices[query][other],
                                        scores[query][own],
                                        indices[query][own]);
                merged.indices[query][place] = fromOthers ? others.indices[query][other] : indices[query][own];
                merged.scores[query][place] = fromOthers ? others.scores[query][other++] : scores[query][own++];
            }
        }
        return merged;
    }

    private static boolean precedes(float score, int index, float otherScore, int otherIndex) {
        return score == otherScore ? index < otherIndex : score > otherScore;
    }

    static TopMatches of(Tensor queries, Tensor gallery, int k, int queryBlock, int candidateBlock) {
        if (k < 1) {
            throw new InvalidInputException("the number of matches must be at least 1, but is " + k);
        }
        if (queries.size(1) != gallery.size(1)) {
            throw new InvalidInputException("queries are " + queries.size(1) + " wide, but the gallery is "
                    + gallery.size(1) + "; use both from one model");
        }
        int count = Math.toIntExact(queries.size(0));
        var matches = new TopMatches(new int[count][], new float[count][]);
        try (var _ = Precision.FP32.enter();
                var _ = Gradients.disabled()) {
            for (int first = 0; first < count; first += queryBlock) {
                try (var _ = TensorScope.open()) {
                    Tensor block = queries.narrow(0, first, Math.min(queryBlock, count - first)); // [R, P]
                    matches.put(first, largest(block, gallery, k, candidateBlock));
                }
            }
        }
        return matches;
    }

    private static Comparisons.Largest largest(Tensor queries, Tensor gallery, int k, int block) {
        Comparisons.@Nullable Largest best = null; // of the columns so far
        for (long first = 0; first < gallery.size(0); first += block) {
            try (var scope = TensorScope.open()) {
                long columns = Math.min(block, gallery.size(0) - first); // C
                Tensor scores = queries.matmul(gallery.narrow(0, first, columns).t()); // [R, C]
                var found = Comparisons.largest(scores, Math.min(k, columns), first); // [R, k]
                Tensor values = found.values();
                Tensor indices = found.columns(); // [R, k]
                if (best != null) {
                    Tensor allValues = Operators.concatenate(1, best.values(), values); // [R, 2k]
                    Tensor allIndices = Operators.concatenate(1, best.columns(), indices); // [R, 2k]
                    var merged = Comparisons.largest(allValues, Math.min(k, allValues.size(1)), 0);
                    values = merged.values();
                    indices = allIndices.gather(1, merged.columns());
                }
                best = new Comparisons.Largest(scope.keep(values), scope.keep(indices));
            }
        }
        return Objects.requireNonNull(best, "an empty gallery");
    }

    private void put(int first, Comparisons.Largest best) {
        int width = Math.toIntExact(best.values().size(1));
        float[] values = Tensors.floats(best.values());
        long[] columns = Tensors.longs(best.columns());
        for (int row = 0; row < values.length / width; row++) {
            int start = row * width;
            int[] order = IntStream.range(start, start + width)
                    .boxed()
                    .sorted(Comparator.<Integer>comparingDouble(p -> -values[p]).thenComparingLong(p -> columns[p]))
                    .mapToInt(Integer::intValue)
                    .toArray();
            int[] rowIndices = new int[width];
            float[] rowScores = new float[width];
            for (int p = 0; p < width; p++) {
                rowIndices[p] = Math.toIntExact(columns[order[p]]);
                rowScores[p] = values[order[p]];
            }
            indices[first + row] = rowIndices;
            scores[first + row] = rowScores;
        }
    }
}
