package dev.diptych.data;

import dev.diptych.image.RgbImage;
import dev.diptych.image.UnreadableImageException;

/// Horizontally flipped image.
record MirroredImage(ImageSource source) implements ImageSource {

    @Override
    public RgbImage read() throws UnreadableImageException {
        RgbImage image = source.read();
        int width = image.width();
        byte[] from = image.pixels();
        byte[] to = new byte[from.length];
        for (int row = 0; row < image.height(); row++) {
            for (int column = 0; column < width; column++) {
                int source = 3 * (row * width + column);
                int target = 3 * (row * width + width - 1 - column);
                to[target] = from[source];
                to[target + 1] = from[source + 1];
                to[target + 2] = from[source + 2];
            }
        }
        return new RgbImage(width, image.height(), to);
    }
}
