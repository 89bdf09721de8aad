package dev.diptych.data;

import dev.diptych.image.ImageDecoder;
import dev.diptych.image.RgbImage;
import dev.diptych.image.UnreadableImageException;
import java.nio.file.Path;

/// An image in a file of its own.
public record FileImage(Path file) implements ImageSource {

    @Override
    public RgbImage read() throws UnreadableImageException {
        return ImageDecoder.decode(file);
    }
}
