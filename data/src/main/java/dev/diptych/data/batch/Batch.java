package dev.diptych.data.batch;

import dev.diptych.text.TokenBatch;
import org.jspecify.annotations.Nullable;

/// N images and M texts of one training step. Several texts may describe one image; every text describes an image of
/// the batch, or is a hard negative caption of one. The arrays are not copied and must not be modified.
///
/// @param epoch the epoch, starting at 0
/// @param step the step within the epoch, starting at 0
/// @param images `[N]` numbers of the images in the data set
/// @param captions `[M]` numbers of the captions in the data set, -1 for a hard negative
/// @param imageRows pixels of the images [N, 3, H, W], or features instead; released when the batch is closed
/// @param texts [M, T]
/// @param textRows features of the texts if known; released when the batch is closed
/// @param imageOfText `[M]` row of each text's image in this batch, -1 for a hard negative
/// @param captionGroup `[M]` equal numbers for captions of equal text, which are positives of each other's images
@SuppressWarnings("ArrayRecordComponent") // handed to libtorch as they are
public record Batch(
        long epoch,
        int step,
        int[] images,
        int[] captions,
        BatchRows imageRows,
        TokenBatch texts,
        @Nullable FloatBatch textRows,
        int[] imageOfText,
        int[] captionGroup)
        implements AutoCloseable {

    /// N, the number of images.
    public int imageCount() {
        return images.length;
    }

    /// M, the number of texts.
    public int textCount() {
        return captions.length;
    }

    /// Releases the memory of the rows; the texts and numbers remain valid.
    @Override
    public void close() {
        imageRows.close();
        if (textRows != null) {
            textRows.close();
        }
    }
}
