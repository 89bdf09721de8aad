package dev.diptych.data.internal.archive;

import dev.diptych.base.ContentDigest;
import dev.diptych.data.FileRegion;
import dev.diptych.data.ImageSource;
import dev.diptych.image.RgbImage;
import dev.diptych.image.UnreadableImageException;
import dev.diptych.image.decode.ImageDecoder;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/// Image within a file: `length` bytes starting at `offset`.
///
/// @param name its name in messages
public record FileSlice(Path file, long offset, int length, String name) implements ImageSource {

    @Override
    public RgbImage read() throws UnreadableImageException {
        return ImageDecoder.decode(bytes(), name);
    }

    @Override
    public RgbImage readReduced(int enough) throws UnreadableImageException {
        return ImageDecoder.decodeReduced(bytes(), name, enough);
    }

    @Override
    public FileRegion region() {
        return new FileRegion(file, offset, length);
    }

    /// Digest of the bytes, equal to that of a separate file with them.
    @Override
    public byte[] digest() throws UnreadableImageException {
        return new ContentDigest().bytes(ByteBuffer.wrap(bytes())).bytes();
    }

    private byte[] bytes() throws UnreadableImageException {
        // Opened for each read: interrupting any thread would close a shared channel.
        try (FileChannel channel = FileChannel.open(file)) {
            return read(channel, offset, length);
        } catch (EOFException e) {
            throw new UnreadableImageException(name, file + " has become shorter", e);
        } catch (NoSuchFileException e) {
            throw new UnreadableImageException(name, file + " no longer exists", e);
        } catch (IOException e) {
            throw new UnreadableImageException(name, file + " cannot be read: " + e.getMessage(), e);
        } catch (OutOfMemoryError e) {
            throw UnreadableImageException.tooLarge(name, e);
        }
    }

    public static byte[] read(FileChannel channel, long offset, int length) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(length);
        while (buffer.hasRemaining()) {
            if (channel.read(buffer, offset + buffer.position()) < 0) {
                throw new EOFException();
            }
        }
        return buffer.array();
    }
}
