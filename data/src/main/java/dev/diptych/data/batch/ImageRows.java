package dev.diptych.data.batch;

import dev.diptych.base.RandomKey;
import dev.diptych.data.ImageItem;
import dev.diptych.image.UnreadableImageException;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;

/// Source of the input of an image encoder: decoded pixels, or features computed earlier. A row is stored as bytes,
/// which [#decode] converts to floats. Called from several threads at once.
public interface ImageRows {

    InputStage stage();

    /// Shape of the row of one image, equal for all images.
    long[] rowShape();

    /// The image in the data set.
    ImageItem item(int image);

    /// Writes the row of an image to `target`, as bytes; randomness is drawn from `key`.
    ///
    /// @param target of [#rowBytes] bytes, in native byte order
    /// @throws UnreadableImageException if the image cannot be decoded
    void read(int image, RandomKey key, ByteBuffer target) throws UnreadableImageException;

    /// Writes the values of a row to `target`, at its position.
    ///
    /// @param row the result of [#read]
    void decode(ByteBuffer row, FloatBuffer target);

    /// Number of bytes of a row.
    int rowBytes();

    /// Number of values of a row.
    default int rowSize() {
        int size = 1;
        for (long extent : rowShape()) {
            size = Math.multiplyExact(size, Math.toIntExact(extent));
        }
        return size;
    }
}
