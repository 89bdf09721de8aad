package dev.diptych.data.order;

/// Which captions an epoch shows.
public sealed interface CaptionOrder {

    /// Each image once an epoch, with `captions` of its own captions chosen at random (all of them, where it has
    /// fewer). With more than one the texts of an image share its row of the batch.
    record PerImage(int captions) implements CaptionOrder {
        public PerImage {
            if (captions < 1) {
                throw new IllegalArgumentException("An image needs at least 1 caption, not " + captions);
            }
        }
    }

    /// Each caption once an epoch, and its image with it.
    ///
    /// @param siblings whether captions of one image may meet in a batch, where they then share the image's row
    record Every(boolean siblings) implements CaptionOrder {}

    /// Each image once an epoch with one of its captions chosen at random.
    static CaptionOrder onePerImage() {
        return new PerImage(1);
    }

    /// Each caption once an epoch, no two of one image in a batch.
    static CaptionOrder every() {
        return new Every(false);
    }
}
