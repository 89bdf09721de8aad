package dev.diptych.data.scenes;

import dev.diptych.data.ContentDigest;
import dev.diptych.data.ImageSource;
import dev.diptych.image.RgbImage;
import dev.diptych.torch.RandomKey;

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
