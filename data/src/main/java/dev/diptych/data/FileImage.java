package dev.diptych.data;

import dev.diptych.base.ContentDigest;
import dev.diptych.image.RgbImage;
import dev.diptych.image.UnreadableImageException;
import dev.diptych.image.decode.ImageDecoder;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;

/// Image in a file of its own.
public record FileImage(Path file) implements ImageSource {

    @Override
    public RgbImage read() throws UnreadableImageException {
        return ImageDecoder.decode(file);
    }

    @Override
    public RgbImage readReduced(int enough) throws UnreadableImageException {
        return ImageDecoder.decodeReduced(file, enough);
    }

    @Override
    public FileRegion region() {
        return FileRegion.whole(file);
    }

    /// Digest of the bytes of the file, which is faster than decoding it.
    @Override
    public byte[] digest() throws UnreadableImageException {
        try {
            return new ContentDigest()
                    .bytes(ByteBuffer.wrap(Files.readAllBytes(file)))
                    .bytes();
        } catch (IOException e) {
            return ImageSource.super.digest(); // decoding reports the error
        }
    }
}
