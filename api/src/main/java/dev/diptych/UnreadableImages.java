package dev.diptych;

import dev.diptych.image.UnreadableImageException;

/// Takes the images of a call that cannot be decoded, so that the others are still embedded. Called on the thread of
/// the caller, in the order of the images.
@FunctionalInterface
public interface UnreadableImages {

    /// @param index of the image in the call
    /// @param reason names the image and what is wrong with it
    void accept(int index, UnreadableImageException reason);
}
