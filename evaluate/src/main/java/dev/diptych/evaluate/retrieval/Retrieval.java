package dev.diptych.evaluate.retrieval;

import dev.diptych.base.InvalidInputException;
import java.util.Arrays;

/// Retrieval of images by texts and of texts by images, by cosine similarity.
///
/// * Text to image: the rank of a text is that of the best correct image, 1 + the number of wrong images that score at
///   least as high.
/// * Image to text: the rank of an image is that of the best correct text, 1 + the number of wrong texts that score at
///   least as high as it. Captions of the same image never count against each other.
/// * A text is correct for its own image, and for every image that has a caption that reads the same, in both
///   directions, as in training.
/// * Ties count against the model, and so does a NaN, on either side: a constant model ranks last everywhere.
/// * Under the strict rule ([Embeddings#strict]) candidates are identified by their index alone, as in the usual
///   protocol of Flickr30k and COCO (Karpathy and Fei-Fei, 2015): the same sentence under two images is two captions,
///   and the other image's one is a miss.
/// * Images without captions are candidates only.
///
/// Scores are compared as if each were computed in float64 from the float32 embeddings, so that ranks depend neither
/// on the number of threads nor on the matrix library; memory is that of the embeddings and of one block of scores.
public final class Retrieval {

    /// Number of pairs per call of a scorer.
    private static final int PAIRS = 2048;

    private Retrieval() {}

    /// Recalls and median ranks of both directions.
    public static RetrievalResult evaluate(Embeddings embeddings) {
        return ranks(embeddings).result();
    }

    /// As [#evaluate(Embeddings)], after [re-ranking][#ranks(Embeddings, int, PairScorer)].
    public static RetrievalResult evaluate(Embeddings embeddings, int topK, PairScorer scorer) {
        return ranks(embeddings, topK, scorer).result();
    }

    /// The rank of every query in both directions.
    public static RetrievalRanks ranks(Embeddings embeddings) {
        return RankCounter.count(embeddings, RankCounter.BLOCK);
    }

    /// The rank of every query after `scorer` re-ranks its `topK` best candidates by cosine; the other
    /// candidates keep their order behind them. Ties and NaN of the scorer count against the model.
    ///
    /// Only queries with a correct candidate among the `topK` are scored, because no other rank can change.
    ///
    /// @throws InvalidInputException if `topK` is below 1
    public static RetrievalRanks ranks(Embeddings embeddings, int topK, PairScorer scorer) {
        if (topK < 1) {
            throw new InvalidInputException("the number of candidates to re-rank must be at least 1, but is " + topK);
        }
        Reranking reranking = Reranking.of(embeddings, ranks(embeddings), topK);
        int[] images = reranking.images();
        int[] texts = reranking.texts();
        float[] scores = new float[images.length];
        for (int from = 0; from < scores.length; from += PAIRS) {
            int to = Math.min(scores.length, from + PAIRS);
            float[] some = scorer.score(Arrays.copyOfRange(images, from, to), Arrays.copyOfRange(texts, from, to));
            if (some.length != to - from) {
                throw new IllegalStateException(
                        "the scorer returned " + some.length + " scores for " + (to - from) + " pairs");
            }
            System.arraycopy(some, 0, scores, from, some.length);
        }
        return reranking.apply(scores);
    }
}
