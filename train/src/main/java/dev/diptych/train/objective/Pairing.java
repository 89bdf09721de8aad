package dev.diptych.train.objective;

import java.util.Arrays;
import java.util.stream.IntStream;

/// Which of M texts belong to which of N images. Immutable.
///
/// A text of image -1 belongs to none: a negative caption, which is a column for images to avoid and no query itself.
/// Where it reads the same as a caption in the batch, it is as true of that caption's image.
///
/// @param images N
/// @param imageOfText the image of each text, `[M]`; -1 for none
/// @param captionGroup a number for each text `[M]`, shared by texts that read the same
@SuppressWarnings("ArrayRecordComponent") // copied in, and read only by this package's losses
public record Pairing(int images, int[] imageOfText, int[] captionGroup) {

    public Pairing {
        if (imageOfText.length != captionGroup.length) {
            throw new IllegalArgumentException(
                    "one image and one group a text: " + imageOfText.length + " and " + captionGroup.length);
        }
        for (int image : imageOfText) {
            if (image < -1 || image >= images) {
                throw new IllegalArgumentException("text of image " + image + ", but there are " + images);
            }
        }
        imageOfText = imageOfText.clone();
        captionGroup = captionGroup.clone();
    }

    /// N pairs in order, with no text like another.
    public static Pairing diagonal(int pairs) {
        int[] order = new int[pairs];
        Arrays.setAll(order, i -> i);
        return new Pairing(pairs, order, order);
    }

    public int texts() {
        return imageOfText.length;
    }

    /// Who belongs to whom within the batch.
    PositiveIndex belonging(Positives positives) {
        return new PositiveIndex(IntStream.range(0, images).toArray(), imageOfText, captionGroup, positives);
    }

    /// The texts that belong to an image: every one but the negatives.
    int[] queries() {
        return IntStream.range(0, texts())
                .filter(text -> imageOfText[text] >= 0)
                .toArray();
    }
}
