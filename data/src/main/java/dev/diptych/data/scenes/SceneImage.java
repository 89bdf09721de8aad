package dev.diptych.data.scenes;

import dev.diptych.base.ContentDigest;
import dev.diptych.base.RandomKey;
import dev.diptych.data.ImageSource;
import dev.diptych.image.RgbImage;

/// A scene's picture, drawn when it is asked for.
///
/// @param side width and height in pixels
record SceneImage(Scene scene, RandomKey key, int side) implements ImageSource {

    @Override
    public RgbImage read() {
        return SceneRenderer.render(scene, key, side);
    }

    /// Of all that the picture is drawn from.
    @Override
    public byte[] digest() {
        return new ContentDigest().text(toString()).bytes();
    }
}
