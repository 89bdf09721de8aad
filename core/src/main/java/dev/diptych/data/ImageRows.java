package dev.diptych.data;

import dev.diptych.image.UnreadableImageException;
import dev.diptych.torch.RandomKey;
import java.nio.FloatBuffer;

/// Where the numbers come from that stand for the images of a data set: decoded pixels, or features computed earlier.
/// Asked from several threads at once.
public interface ImageRows {

    RowKind kind();

    /// The shape of one image's row; equal for all.
    long[] rowShape();

    /// What the data set says of an image.
    ImageItem item(int image);

    /// Writes the row of an image to `target`; whatever is random draws from `key`.
    ///
    /// @throws UnreadableImageException where the image cannot be decoded
    void read(int image, RandomKey key, FloatBuffer target) throws UnreadableImageException;

    /// The numbers of one row.
    default int rowSize() {
        int size = 1;
        for (long extent : rowShape()) {
            size = Math.multiplyExact(size, Math.toIntExact(extent));
        }
        return size;
    }
}
