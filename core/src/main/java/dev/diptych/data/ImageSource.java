package dev.diptych.data;

import dev.diptych.image.RgbImage;
import dev.diptych.image.UnreadableImageException;

/// Where the pixels of an image come from. Asked from several threads at once, and again for every epoch: each call
/// gives the same pixels.
@FunctionalInterface
public interface ImageSource {

    /// The decoded image.
    ///
    /// @throws UnreadableImageException if the image is truncated, damaged or of an unknown kind
    RgbImage read() throws UnreadableImageException;
}
