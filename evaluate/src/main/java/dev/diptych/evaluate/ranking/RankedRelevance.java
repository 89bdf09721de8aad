package dev.diptych.evaluate.ranking;

import dev.diptych.evaluate.retrieval.Embeddings;
import dev.diptych.evaluate.retrieval.ExactScores;
import dev.diptych.torch.Gradients;
import dev.diptych.torch.Operators;
import dev.diptych.torch.ParallelWork;
import dev.diptych.torch.Precision;
import dev.diptych.torch.TensorScope;
import dev.diptych.torch.Tensors;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;

/// Finds the positions of all relevant candidates of every query, by cosine.
///
/// Equal scores count against the model: candidates that are not relevant come first, then those
/// with lower grades. NaN counts against it, too. Scores are compared as if each were computed in
/// float64: a float32 product decides where it cannot be wrong, and the other pairs are computed
/// again (see [ExactScores]). Memory is that of the embeddings and of one block of scores.
final class RankedRelevance {

    /// Receives the positions of a query with at least one relevant candidate; called from several
    /// threads.
    @FunctionalInterface
    interface Receiver {
        void accept(int query, Ranked ranked);
    }

    private static final int QUERIES = 256;
    private static final int CANDIDATES = 4096;

    /// With more uncertain pairs than one in this many, a float64 product of the block is cheaper.
    private static final int DENSE = 64;

    private final Embeddings embeddings;
    private final boolean fromTexts;
    private final Relevance relevance;
    private final double tolerance;

    private RankedRelevance(Embeddings embeddings, boolean fromTexts, Relevance relevance) {
        this.embeddings = embeddings;
        this.fromTexts = fromTexts;
        this.relevance = relevance;
        // The bound of the float32 error; lengths may be off by a hundredth.
        tolerance = 1.05 * (embeddings.image().size(1) + 4) * 0x1p-24;
    }

    /// @param fromTexts whether texts are the queries and images the candidates, or the reverse
    static void find(Embeddings embeddings, boolean fromTexts, Relevance relevance, Receiver receiver) {
        RankedRelevance search = new RankedRelevance(embeddings, fromTexts, relevance);
        ParallelWork.run(Math.ceilDiv(relevance.queries(), QUERIES), strip -> search.strip(strip * QUERIES, receiver));
    }

    private Tensor queries() {
        return fromTexts ? embeddings.text() : embeddings.image();
    }

    private Tensor gallery() {
        return fromTexts ? embeddings.image() : embeddings.text();
    }

    private double[] exact(int[] queries, int[] candidates) {
        return fromTexts
                ? ExactScores.of(embeddings, candidates, queries)
                : ExactScores.of(embeddings, queries, candidates);
    }

    /// The relevant candidates of one query, best first, and the other candidates above each of them.
    private final class Row {
        private final int query;
        private final int[] relevant; // ascending
        private final float[] grades; // in the order of the ranking
        private final double[] limits; // exact scores, descending; NaN last
        private final int[] above; // other candidates from this limit up to the one before

        Row(int query) {
            this.query = query;
            int[] candidates = relevance.candidates(query);
            float[] given = relevance.grades(query);
            int[] self = new int[candidates.length];
            Arrays.fill(self, query);
            double[] scores = exact(self, candidates);
            int[] order = order(scores, given);
            relevant = candidates.clone();
            Arrays.sort(relevant);
            grades = new float[order.length];
            limits = new double[order.length];
            above = new int[order.length];
            for (int i = 0; i < order.length; i++) {
                grades[i] = given[order[i]];
                limits[i] = scores[order[i]];
            }
        }

        boolean isRelevant(int candidate) {
            return Arrays.binarySearch(relevant, candidate) >= 0;
        }

        /// The best relevant candidate that another one with this exact score precedes;
        /// `limits.length` for none.
        int preceded(double exact) {
            for (int i = 0; i < limits.length; i++) {
                if (!(exact < limits[i] - ExactScores.TIE)) {
                    return i;
                }
            }
            return limits.length;
        }

        /// As [#preceded] by a float32 score; −1 if it cannot be told.
        int precededBy(float score) {
            if (score + tolerance < limits[limits.length - 1]) {
                return limits.length;
            }
            int first = preceded(score + tolerance);
            return first == preceded(score - tolerance) && !Double.isNaN(score) ? first : -1;
        }

        void add(int place) {
            if (place < above.length) {
                above[place]++;
            }
        }

        Ranked ranked() {
            int[] positions = new int[above.length];
            int others = 0;
            for (int i = 0; i < positions.length; i++) {
                others += above[i];
                positions[i] = i + 1 + others;
            }
            return new Ranked(positions, grades, Math.toIntExact(gallery().size(0)));
        }
    }

    /// By descending score, equal scores by ascending grade, NaN last.
    private static int[] order(double[] scores, float[] grades) {
        Integer[] order = IntStream.range(0, scores.length).boxed().toArray(Integer[]::new);
        Arrays.sort(order, Comparator.comparingDouble(i -> Double.isNaN(scores[i]) ? Double.MAX_VALUE : -scores[i]));
        for (int from = 0, to; from < order.length; from = to) {
            for (to = from + 1; to < order.length && !(scores[order[to]] < scores[order[to - 1]] - ExactScores.TIE); ) {
                to++;
            }
            Arrays.sort(order, from, to, Comparator.comparingDouble(i -> grades[i]));
        }
        return Arrays.stream(order).mapToInt(Integer::intValue).toArray();
    }

    private void strip(int first, Receiver receiver) {
        int count = Math.min(QUERIES, relevance.queries() - first);
        Row[] rows = IntStream.range(first, first + count)
                .filter(query -> relevance.candidates(query).length > 0)
                .mapToObj(Row::new)
                .toArray(Row[]::new);
        if (rows.length == 0) {
            return;
        }
        try (var _ = Precision.FP32.enter();
                var _ = Gradients.disabled();
                var scope = TensorScope.open()) {
            int[] indices = Arrays.stream(rows).mapToInt(row -> row.query).toArray();
            Tensor queries = scope.keep(Operators.select(queries(), 0, Tensors.index(indices))); // [R, P]
            for (int from = 0; from < gallery().size(0); from += CANDIDATES) {
                block(rows, queries, from);
            }
        }
        for (Row row : rows) {
            receiver.accept(row.query, row.ranked());
        }
    }

    private void block(Row[] rows, Tensor queries, int from) {
        int columns = Math.toIntExact(Math.min(CANDIDATES, gallery().size(0) - from)); // C
        try (var _ = TensorScope.open()) {
            Tensor candidates = gallery().narrow(0, from, columns); // [C, P]
            Tensor scores = queries.matmul(candidates.t()); // [R, C]
            FloatBuffer values = Tensors.buffer(scores);
            int[] places = new int[rows.length * columns];
            int[] uncertain = new int[Math.max(16, places.length / DENSE)];
            int count = 0;
            float[] row = new float[columns];
            for (int r = 0; r < rows.length; r++) {
                values.get(r * columns, row);
                for (int c = 0; c < columns; c++) {
                    int place = rows[r].precededBy(row[c]);
                    places[r * columns + c] = place;
                    if (place < 0) {
                        if (count == uncertain.length) {
                            addExactly(rows, queries, candidates, from);
                            return;
                        }
                        uncertain[count++] = r * columns + c;
                    }
                }
            }
            int[] some = Arrays.copyOf(uncertain, count);
            double[] exact = exact(
                    Arrays.stream(some).map(p -> rows[p / columns].query).toArray(),
                    Arrays.stream(some).map(p -> from + p % columns).toArray());
            for (int i = 0; i < count; i++) {
                places[some[i]] = rows[some[i] / columns].preceded(exact[i]);
            }
            add(rows, places, columns, from);
        }
    }

    private static void addExactly(Row[] rows, Tensor queries, Tensor candidates, int from) {
        double[] exact = Tensors.doubles(Operators.toDouble(queries)
                .matmul(Operators.toDouble(candidates).t())); // [R, C]
        int columns = Math.toIntExact(candidates.size(0));
        int[] places = new int[exact.length];
        for (int p = 0; p < places.length; p++) {
            places[p] = rows[p / columns].preceded(exact[p]);
        }
        add(rows, places, columns, from);
    }

    private static void add(Row[] rows, int[] places, int columns, int from) {
        for (int r = 0; r < rows.length; r++) {
            for (int c = 0; c < columns; c++) {
                int place = places[r * columns + c];
                if (place < rows[r].limits.length && !rows[r].isRelevant(from + c)) {
                    rows[r].add(place);
                }
            }
        }
    }
}
