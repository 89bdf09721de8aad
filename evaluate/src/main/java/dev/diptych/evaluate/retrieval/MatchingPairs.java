package dev.diptych.evaluate.retrieval;

import dev.diptych.data.Pairs;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.IntStream;

/// Equally many positive and negative pairs: each caption with its image, and with the image half the data set further
/// on, unless that image has a caption with the same text.
///
/// @param images images of the positive pairs, then of the negative ones
/// @param captions captions of the positive pairs, then of the negative ones
@SuppressWarnings("ArrayRecordComponent") // read only
public record MatchingPairs(int[] images, int[] captions) {

    public static MatchingPairs none() {
        return new MatchingPairs(new int[0], new int[0]);
    }

    @SuppressWarnings("DistinctVarargsChecker") // each caption is in two pairs
    public static MatchingPairs of(Pairs pairs) {
        int[] imageOfCaption = pairs.imageOfCaption();
        int[] captions = IntStream.range(0, imageOfCaption.length)
                .filter(caption -> {
                    int other = other(pairs, imageOfCaption[caption]);
                    return other != imageOfCaption[caption] && !reads(pairs, other, caption);
                })
                .toArray();
        IntStream right = Arrays.stream(captions).map(caption -> imageOfCaption[caption]);
        IntStream wrong = Arrays.stream(captions).map(caption -> other(pairs, imageOfCaption[caption]));
        return new MatchingPairs(
                IntStream.concat(right, wrong).toArray(),
                IntStream.concat(Arrays.stream(captions), Arrays.stream(captions))
                        .toArray());
    }

    /// Accuracy and AUC of the scores of all pairs; empty without pairs.
    public Map<String, Double> values(float[] scores) {
        int half = scores.length / 2;
        return half == 0
                ? Map.of()
                : Discrimination.evaluate(
                                Arrays.copyOf(scores, half), Arrays.copyOfRange(scores, half, scores.length), 0)
                        .values();
    }

    private static int other(Pairs pairs, int image) {
        int images = pairs.images().size();
        return (image + images / 2) % images;
    }

    private static boolean reads(Pairs pairs, int image, int caption) {
        return Arrays.stream(pairs.captionsOf(image))
                .anyMatch(own -> pairs.captionGroup(own) == pairs.captionGroup(caption));
    }
}
