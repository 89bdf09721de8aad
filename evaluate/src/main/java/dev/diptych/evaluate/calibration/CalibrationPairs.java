package dev.diptych.evaluate.calibration;

import dev.diptych.base.RandomKey;
import dev.diptych.data.Pairs;
import dev.diptych.evaluate.retrieval.Embeddings;
import dev.diptych.evaluate.retrieval.ExactScores;
import dev.diptych.evaluate.retrieval.PairScorer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Equally many positive and negative pairs with their scores. A negative pair is a caption with a random image of the
/// same part of the data that has no caption with the same text.
///
/// @param fold fold of each pair, by its caption's image, 0 to [#FOLDS] − 1
/// @param matching the matching head's log-odds; null for a model without one
@SuppressWarnings("ArrayRecordComponent") // read only
record CalibrationPairs(double[] cosines, double @Nullable [] matching, boolean[] belongs, int[] fold) {

    static final int FOLDS = 5;

    private static final int DRAWS = 20;

    /// @param part indices of the images to use
    static CalibrationPairs draw(
            Pairs pairs, Embeddings embeddings, @Nullable PairScorer scorer, int[] part, RandomKey key) {
        List<int[]> drawn = new ArrayList<>(); // image, caption, 1 for positive, fold
        for (int i = 0; i < part.length; i++) {
            for (int caption : pairs.captionsOf(part[i])) {
                int other = wrongImage(
                        pairs, part, part[i], caption, key.with(caption).generator());
                if (other >= 0) {
                    drawn.add(new int[] {part[i], caption, 1, i % FOLDS});
                    drawn.add(new int[] {other, caption, 0, i % FOLDS});
                }
            }
        }
        int[] images = column(drawn, 0);
        int[] captions = column(drawn, 1);
        return new CalibrationPairs(
                ExactScores.of(embeddings, images, captions),
                scorer == null ? null : widen(scorer.score(images, captions)),
                belongs(column(drawn, 2)),
                column(drawn, 3));
    }

    int size() {
        return belongs.length;
    }

    /// The pairs of one fold, or all others.
    CalibrationPairs fold(int number, boolean inside) {
        int[] chosen = IntStream.range(0, size())
                .filter(i -> (fold[i] == number) == inside)
                .toArray();
        boolean[] right = new boolean[chosen.length];
        for (int i = 0; i < chosen.length; i++) {
            right[i] = belongs[chosen[i]];
        }
        return new CalibrationPairs(
                pick(cosines, chosen),
                matching == null ? null : pick(matching, chosen),
                right,
                Arrays.stream(chosen).map(i -> fold[i]).toArray());
    }

    private static double[] pick(double[] values, int[] chosen) {
        return Arrays.stream(chosen).mapToDouble(i -> values[i]).toArray();
    }

    private static int wrongImage(Pairs pairs, int[] part, int own, int caption, RandomGenerator random) {
        for (int draw = 0; draw < DRAWS; draw++) {
            int image = part[random.nextInt(part.length)];
            if (image != own
                    && Arrays.stream(pairs.captionsOf(image))
                            .noneMatch(each -> pairs.captionGroup(each) == pairs.captionGroup(caption))) {
                return image;
            }
        }
        return -1;
    }

    private static int[] column(List<int[]> rows, int column) {
        return rows.stream().mapToInt(row -> row[column]).toArray();
    }

    private static boolean[] belongs(int[] ones) {
        boolean[] belongs = new boolean[ones.length];
        for (int i = 0; i < ones.length; i++) {
            belongs[i] = ones[i] == 1;
        }
        return belongs;
    }

    private static double[] widen(float[] values) {
        return IntStream.range(0, values.length).mapToDouble(i -> values[i]).toArray();
    }
}
