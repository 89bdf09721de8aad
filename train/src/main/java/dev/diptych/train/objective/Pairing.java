package dev.diptych.train.objective;

import java.util.Arrays;
import java.util.stream.IntStream;

/// Assignment of M texts to N images. Immutable.
///
/// A text of image -1 has no image: a hard negative caption, which is a candidate for images but not a query. If it
/// equals a caption of the batch, it is a positive of that caption's image.
///
/// @param images N
/// @param imageOfText the image of each text, `[M]`; -1 for none
/// @param captionGroup group of equal texts for each text `[M]`
@SuppressWarnings("ArrayRecordComponent") // copied in, and read only by this package's losses
public record Pairing(int images, int[] imageOfText, int[] captionGroup) {

    public Pairing {
        if (imageOfText.length != captionGroup.length) {
            throw new IllegalArgumentException("expected one image and one group per text, found " + imageOfText.length
                    + " and " + captionGroup.length);
        }
        for (int image : imageOfText) {
            if (image < -1 || image >= images) {
                throw new IllegalArgumentException("text of image " + image + ", but there are only " + images);
            }
        }
        imageOfText = imageOfText.clone();
        captionGroup = captionGroup.clone();
    }

    /// N pairs in order, with distinct texts.
    public static Pairing diagonal(int pairs) {
        int[] order = new int[pairs];
        Arrays.setAll(order, i -> i);
        return new Pairing(pairs, order, order);
    }

    public int texts() {
        return imageOfText.length;
    }

    /// The positives within the batch.
    PositiveIndex belonging(Positives positives) {
        return new PositiveIndex(IntStream.range(0, images).toArray(), imageOfText, captionGroup, positives);
    }

    /// The texts with an image: all except negatives.
    int[] queries() {
        return IntStream.range(0, texts())
                .filter(text -> imageOfText[text] >= 0)
                .toArray();
    }
}
