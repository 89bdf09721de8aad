package dev.diptych.spark.internal.vectors;

import dev.diptych.evaluate.audit.vectors.PairAssignment;
import java.io.Serializable;
import java.util.Arrays;

/// The pairs of each image in an assignment of texts to images.
///
/// @param starts where the pairs of each image begin in `order`, and the end of the last
/// @param order numbers of pairs, by image
/// @param replaced for each pair, the caption which its text replaces
@SuppressWarnings("ArrayRecordComponent") // read only
record PairsOfImages(int[] starts, int[] order, int[] replaced) implements Serializable {

    static PairsOfImages of(PairAssignment assignment) {
        int[] images = assignment.images();
        int[] starts = new int[Arrays.stream(images).max().orElse(-1) + 2];
        for (int image : images) {
            starts[image + 1]++;
        }
        for (int image = 1; image < starts.length; image++) {
            starts[image] += starts[image - 1];
        }
        int[] next = starts.clone();
        int[] order = new int[images.length];
        for (int pair = 0; pair < images.length; pair++) {
            order[next[images[pair]]++] = pair;
        }
        return new PairsOfImages(starts, order, assignment.replaced());
    }

    /// The pairs of an image.
    int[] pairs(int image) {
        return image + 1 >= starts.length ? new int[0] : Arrays.copyOfRange(order, starts[image], starts[image + 1]);
    }
}
