package dev.diptych.data.scenes;

import dev.diptych.base.ContentDigest;
import dev.diptych.base.RandomKey;
import dev.diptych.data.ImageSource;
import dev.diptych.image.RgbImage;

/// Picture of a scene, rendered when it is read.
///
/// @param side width and height in pixels
record SceneImage(Scene scene, RandomKey key, int side) implements ImageSource {

    @Override
    public RgbImage read() {
        return SceneRenderer.render(scene, key, side);
    }

    /// Digest of everything from which the picture is rendered.
    @Override
    public byte[] digest() {
        return new ContentDigest().text(toString()).bytes();
    }
}
