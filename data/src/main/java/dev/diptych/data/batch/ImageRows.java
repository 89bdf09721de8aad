package dev.diptych.data.batch;

import dev.diptych.base.RandomKey;
import dev.diptych.data.ImageItem;
import dev.diptych.image.UnreadableImageException;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;

/// Where the numbers come from that an image encoder starts from: decoded pixels, or features computed earlier. A row
/// is stored as bytes, which [#decode] turns into numbers. Asked from several threads at once.
public interface ImageRows {

    RowKind kind();

    /// The shape of one image's row; equal for all.
    long[] rowShape();

    /// What the data set says of an image.
    ImageItem item(int image);

    /// Writes the row of an image to `target`, as bytes; whatever is random draws from `key`.
    ///
    /// @param target of [#rowBytes] bytes, in the machine's byte order
    /// @throws UnreadableImageException where the image cannot be decoded
    void read(int image, RandomKey key, ByteBuffer target) throws UnreadableImageException;

    /// Writes the numbers of a row to `target`, from its position on.
    ///
    /// @param row what [#read] wrote
    void decode(ByteBuffer row, FloatBuffer target);

    /// The bytes of one row.
    int rowBytes();

    /// The numbers of one row.
    default int rowSize() {
        int size = 1;
        for (long extent : rowShape()) {
            size = Math.multiplyExact(size, Math.toIntExact(extent));
        }
        return size;
    }
}
