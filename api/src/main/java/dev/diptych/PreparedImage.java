package dev.diptych;

import dev.diptych.image.RgbImage;

/// An image that was decoded, resized and cropped for one model by [Diptych#prepare]: three bytes per
/// pixel of the model's input, whatever the size of the original. Immutable.
public final class PreparedImage {

    private final RgbImage pixels;

    PreparedImage(RgbImage pixels) {
        this.pixels = pixels;
    }

    RgbImage pixels() {
        return pixels;
    }
}
