package dev.diptych.data.order;

/// Captions that an epoch shows.
public sealed interface CaptionOrder {

    /// Each image once per epoch, with `captions` of its captions chosen at random (all of them, if it has
    /// fewer). If there are several, the texts of an image share its row of the batch.
    record PerImage(int captions) implements CaptionOrder {
        public PerImage {
            if (captions < 1) {
                throw new IllegalArgumentException("An image needs at least 1 caption, not " + captions);
            }
        }
    }

    /// Each caption once per epoch, with its image.
    ///
    /// @param siblings whether a batch may contain several captions of one image, which then share the image's row
    record Every(boolean siblings) implements CaptionOrder {}

    /// Each image once per epoch with one of its captions chosen at random.
    static CaptionOrder onePerImage() {
        return new PerImage(1);
    }

    /// Each caption once per epoch, no two of one image in a batch.
    static CaptionOrder every() {
        return new Every(false);
    }
}
