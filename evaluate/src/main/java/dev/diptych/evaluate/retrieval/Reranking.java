package dev.diptych.evaluate.retrieval;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;

/// Ranks after re-ranking the top candidates of each query with a [PairScorer].
///
/// The correct candidate of a query is among its top k if and only if its rank is at most k, because ties count
/// against it. Its new rank is then 1 + the number of wrong candidates among the top k that score at least as high as
/// the best correct one.
public final class Reranking {

    private final Embeddings embeddings;
    private final RetrievalRanks ranks;
    private final CorrectPairs correct;
    private final List<Query> ofTexts;
    private final List<Query> ofImages;

    private Reranking(Embeddings embeddings, RetrievalRanks ranks, int topK) {
        this.embeddings = embeddings;
        this.ranks = ranks;
        this.correct = embeddings.correctPairs();
        ofTexts = queries(ranks.textToImage(), embeddings.text(), embeddings.image(), topK, true);
        ofImages = queries(ranks.imageToText(), embeddings.image(), embeddings.text(), topK, false);
    }

    /// Finds the pairs to score; only queries with a correct candidate among the top k are scored.
    ///
    /// @param ranks ranks by the embeddings
    public static Reranking of(Embeddings embeddings, RetrievalRanks ranks, int topK) {
        return new Reranking(embeddings, ranks, topK);
    }

    /// The image of each pair to score.
    public int[] images() {
        return IntStream.concat(
                        ofTexts.stream().flatMapToInt(Query::candidates),
                        ofImages.stream().flatMapToInt(Query::repeated))
                .toArray();
    }

    /// The text of each pair to score.
    public int[] texts() {
        return IntStream.concat(
                        ofTexts.stream().flatMapToInt(Query::repeated),
                        ofImages.stream().flatMapToInt(Query::candidates))
                .toArray();
    }

    /// The new ranks, by the scores of all pairs.
    public RetrievalRanks apply(float[] scores) {
        int[] textToImage = ranks.textToImage().clone();
        int[] imageToText = ranks.imageToText().clone();
        int next = 0;
        for (Query query : ofTexts) {
            textToImage[query.index()] = query.rank(Arrays.copyOfRange(scores, next, next + query.size()));
            next += query.size();
        }
        for (Query query : ofImages) {
            imageToText[query.index()] = query.rank(Arrays.copyOfRange(scores, next, next + query.size()));
            next += query.size();
        }
        if (next != scores.length) {
            throw new IllegalStateException("the scorer returned " + scores.length + " scores for " + next + " pairs");
        }
        return new RetrievalRanks(textToImage, imageToText);
    }

    private List<Query> queries(int[] before, Tensor queries, Tensor gallery, int topK, boolean fromText) {
        int[][] top = TopMatches.of(queries, gallery, topK).indices();
        List<Query> scored = new ArrayList<>();
        for (int q = 0; q < before.length; q++) {
            if (before[q] >= 1 && before[q] <= topK) {
                scored.add(query(q, top[q], fromText));
            }
        }
        return scored;
    }

    private Query query(int index, int[] top, boolean fromText) {
        int[] right =
                Arrays.stream(top).filter(c -> belongs(index, c, fromText)).toArray();
        int[] wrong =
                Arrays.stream(top).filter(c -> !belongs(index, c, fromText)).toArray();
        if (right.length > 0) {
            return new Query(index, right, wrong);
        }
        // The rank is exact, but the list is in float32: a correct candidate at its end may be missing.
        int best = fromText
                ? bestOf(correct.images(index), repeated(index, correct.images(index).length), true)
                : bestCaption(index);
        return new Query(index, new int[] {best}, Arrays.copyOf(wrong, wrong.length - 1));
    }

    private boolean belongs(int query, int candidate, boolean fromText) {
        return fromText ? correct.contains(candidate, query) : correct.contains(query, candidate);
    }

    private int bestCaption(int image) {
        int[] texts = correct.texts(image);
        return bestOf(repeated(image, texts.length), texts, false);
    }

    // The image or text of the best of these pairs.
    private int bestOf(int[] images, int[] texts, boolean image) {
        double[] scores = ExactScores.of(embeddings, images, texts);
        int best = IntStream.range(0, scores.length)
                .filter(c -> !Double.isNaN(scores[c]))
                .reduce((a, b) -> scores[b] > scores[a] ? b : a)
                .orElse(0);
        return image ? images[best] : texts[best];
    }

    private static int[] repeated(int index, int times) {
        int[] repeated = new int[times];
        Arrays.fill(repeated, index);
        return repeated;
    }

    /// @param right the correct candidates among the top candidates, at least one
    /// @param wrong the others among them
    private record Query(int index, int[] right, int[] wrong) {

        int size() {
            return right.length + wrong.length;
        }

        IntStream candidates() {
            return IntStream.concat(Arrays.stream(right), Arrays.stream(wrong));
        }

        /// The query itself, once for each candidate.
        IntStream repeated() {
            return IntStream.range(0, size()).map(_ -> index);
        }

        /// @param scores scores of the correct candidates, then of the wrong ones
        int rank(float[] scores) {
            float best = Float.NEGATIVE_INFINITY;
            for (int c = 0; c < right.length; c++) {
                best = scores[c] > best ? scores[c] : best;
            }
            int rank = 1;
            for (int c = right.length; c < scores.length; c++) {
                rank += scores[c] < best ? 0 : 1;
            }
            return rank;
        }
    }
}
