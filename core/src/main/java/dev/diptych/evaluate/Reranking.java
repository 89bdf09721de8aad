package dev.diptych.evaluate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;

/// Ranks after the best candidates of each query are put in the order of a [PairScorer].
///
/// A query's true partner is among its top k exactly when its rank is at most k, since ties count against it. Its new
/// rank is then 1 + the number of wrong candidates among the top k that score at least as high as the best right one.
final class Reranking {

    /// Pairs that are scored in one call, save that a query is never cut.
    private static final int PAIRS = 2048;

    private final Embeddings embeddings;
    private final int topK;
    private final PairScorer scorer;
    private final List<List<Integer>> captions = new ArrayList<>(); // of each image

    Reranking(Embeddings embeddings, int topK, PairScorer scorer) {
        this.embeddings = embeddings;
        this.topK = topK;
        this.scorer = scorer;
        for (int i = 0; i < embeddings.images(); i++) {
            captions.add(new ArrayList<>());
        }
        for (int t = 0; t < embeddings.texts(); t++) {
            captions.get(embeddings.imageOfText()[t]).add(t);
        }
    }

    RetrievalRanks apply(RetrievalRanks ranks) {
        return new RetrievalRanks(
                reranked(ranks.textToImage(), embeddings.text(), embeddings.image(), true),
                reranked(ranks.imageToText(), embeddings.image(), embeddings.text(), false));
    }

    private int[] reranked(int[] ranks, Tensor queries, Tensor gallery, boolean fromText) {
        int[] changed = ranks.clone();
        int[][] top = TopMatches.of(queries, gallery, topK).indices();
        List<Query> waiting = new ArrayList<>();
        int pairs = 0;
        for (int q = 0; q < ranks.length; q++) {
            if (ranks[q] >= 1 && ranks[q] <= topK) {
                Query query = query(q, top[q], fromText);
                waiting.add(query);
                pairs += query.size();
                if (pairs >= PAIRS) {
                    score(waiting, pairs, fromText, changed);
                    waiting.clear();
                    pairs = 0;
                }
            }
        }
        score(waiting, pairs, fromText, changed);
        return changed;
    }

    private Query query(int index, int[] top, boolean fromText) {
        int[] right =
                Arrays.stream(top).filter(c -> belongs(index, c, fromText)).toArray();
        int[] wrong =
                Arrays.stream(top).filter(c -> !belongs(index, c, fromText)).toArray();
        if (right.length > 0) {
            return new Query(index, right, wrong);
        }
        // The rank is exact but the list is in float32: a partner at its very end may have been pushed out.
        int best = fromText ? embeddings.imageOfText()[index] : bestCaption(index);
        return new Query(index, new int[] {best}, Arrays.copyOf(wrong, wrong.length - 1));
    }

    private boolean belongs(int query, int candidate, boolean fromText) {
        return fromText
                ? embeddings.imageOfText()[query] == candidate
                : embeddings.imageOfText()[candidate] == query;
    }

    private int bestCaption(int image) {
        int[] texts = captions.get(image).stream().mapToInt(Integer::intValue).toArray();
        int[] images = new int[texts.length];
        Arrays.fill(images, image);
        double[] scores = ExactScores.of(embeddings, images, texts);
        int best = IntStream.range(0, texts.length)
                .filter(c -> !Double.isNaN(scores[c]))
                .reduce((a, b) -> scores[b] > scores[a] ? b : a)
                .orElse(0);
        return texts[best];
    }

    private void score(List<Query> queries, int pairs, boolean fromText, int[] ranks) {
        if (queries.isEmpty()) {
            return;
        }
        int[] from = new int[pairs];
        int[] to = new int[pairs];
        int next = 0;
        for (Query query : queries) {
            Arrays.fill(from, next, next + query.size(), query.index());
            System.arraycopy(query.right(), 0, to, next, query.right().length);
            System.arraycopy(query.wrong(), 0, to, next + query.right().length, query.wrong().length);
            next += query.size();
        }
        float[] scores = fromText ? scorer.score(to, from) : scorer.score(from, to);
        if (scores.length != pairs) {
            throw new IllegalStateException("the scorer gave " + scores.length + " scores for " + pairs + " pairs");
        }
        next = 0;
        for (Query query : queries) {
            ranks[query.index()] = query.rank(Arrays.copyOfRange(scores, next, next + query.size()));
            next += query.size();
        }
    }

    /// @param right the true partners among the top candidates, at least one
    /// @param wrong the others among them
    private record Query(int index, int[] right, int[] wrong) {

        int size() {
            return right.length + wrong.length;
        }

        /// @param scores of the right ones, then of the wrong ones
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
