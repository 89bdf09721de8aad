package dev.diptych.data;

import dev.diptych.image.RgbImage;
import dev.diptych.image.UnreadableImageException;
import dev.diptych.image.decode.ImageDecoder;

/// An image in memory, encoded as a file of any supported format.
@SuppressWarnings("ArrayRecordComponent") // the bytes may be large; they are not copied
record EncodedImage(byte[] bytes) implements ImageSource {

    private static final String NAME = "image bytes";

    @Override
    public RgbImage read() throws UnreadableImageException {
        return ImageDecoder.decode(bytes, NAME);
    }

    @Override
    public RgbImage readReduced(int enough) throws UnreadableImageException {
        return ImageDecoder.decodeReduced(bytes, NAME, enough);
    }
}
