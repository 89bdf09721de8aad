package dev.diptych.data.order;

import java.util.Arrays;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/// Images and captions of one batch, before any of them is read.
///
/// @param images `[N]` distinct numbers of the images in the data set
/// @param captions `[M]` numbers of the captions in the data set
/// @param imageOfText `[M]` row of each caption's image
@SuppressWarnings("ArrayRecordComponent") // read by the loader only, never written
public record BatchPlan(long epoch, int step, int[] images, int[] captions, int[] imageOfText) {

    /// Returns the plan without the images in these rows and their captions; the rest keeps its order.
    public BatchPlan without(IntPredicate unreadableRow) {
        int[] rows =
                IntStream.range(0, images.length).filter(unreadableRow.negate()).toArray();
        if (rows.length == images.length) {
            return this;
        }
        int[] newRow = new int[images.length];
        Arrays.fill(newRow, -1);
        for (int row = 0; row < rows.length; row++) {
            newRow[rows[row]] = row;
        }
        int[] texts = IntStream.range(0, captions.length)
                .filter(text -> newRow[imageOfText[text]] >= 0)
                .toArray();
        return new BatchPlan(
                epoch,
                step,
                Arrays.stream(rows).map(row -> images[row]).toArray(),
                Arrays.stream(texts).map(text -> captions[text]).toArray(),
                Arrays.stream(texts).map(text -> newRow[imageOfText[text]]).toArray());
    }
}
