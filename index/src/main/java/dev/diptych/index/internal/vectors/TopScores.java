package dev.diptych.index.internal.vectors;

import java.util.Arrays;
import java.util.stream.IntStream;

/// The documents with the largest scores, in bounded memory: a binary heap whose root is the worst of them. Of equal
/// scores the smaller document number is better. Confined to one thread at a time.
public final class TopScores {

    private final float[] scores;
    private final int[] documents;
    private int size;

    public TopScores(int limit) {
        scores = new float[limit];
        documents = new int[limit];
    }

    public void add(int document, float score) {
        if (size < scores.length) {
            int at = size++;
            while (at > 0 && isWorse(score, document, (at - 1) / 2)) {
                move((at - 1) / 2, at);
                at = (at - 1) / 2;
            }
            set(at, document, score);
        } else if (!isWorse(score, document, 0)) {
            sink(document, score);
        }
    }

    public void addAll(TopScores others) {
        for (int i = 0; i < others.size; i++) {
            add(others.documents[i], others.scores[i]);
        }
    }

    /// Document and score.
    public record Scored(int document, float score) {}

    /// Best first.
    public Scored[] sorted() {
        Scored[] all = IntStream.range(0, size)
                .mapToObj(i -> new Scored(documents[i], scores[i]))
                .toArray(Scored[]::new);
        Arrays.sort(
                all,
                (a, b) ->
                        a.score == b.score ? Integer.compare(a.document, b.document) : Float.compare(b.score, a.score));
        return all;
    }

    // Replaces the root.
    private void sink(int document, float score) {
        int at = 0;
        while (true) {
            int child = 2 * at + 1;
            if (child >= size) {
                break;
            }
            if (child + 1 < size && isWorse(scores[child + 1], documents[child + 1], child)) {
                child++;
            }
            if (isWorse(score, document, child)) {
                break;
            }
            move(child, at);
            at = child;
        }
        set(at, document, score);
    }

    private boolean isWorse(float score, int document, int than) {
        return score < scores[than] || score == scores[than] && document > documents[than];
    }

    private void move(int from, int to) {
        set(to, documents[from], scores[from]);
    }

    private void set(int at, int document, float score) {
        documents[at] = document;
        scores[at] = score;
    }
}
