package dev.diptych.data.batch;

import dev.diptych.text.TokenBatch;
import org.jspecify.annotations.Nullable;

/// N images and M texts of one training step. Several texts may be of one image; every text is of an image of the
/// batch, or a negative: a caption that is untrue of the image that brought it. The arrays are the batch's own and not
/// copied: who reads them must not write to them.
///
/// @param epoch the epoch, from 0
/// @param step the step within the epoch, from 0
/// @param images `[N]` numbers of the images in the data set
/// @param captions `[M]` numbers of the captions in the data set, -1 for a negative
/// @param imageRows the images' pixels [N, 3, H, W], or features in their place, to be read in parts; given back when
/// the batch is closed
/// @param texts [M, T]
/// @param textRows features of the texts where they are known; given back when the batch is closed
/// @param imageOfText `[M]` the row of each text's image in this batch, -1 for a negative
/// @param captionGroup `[M]` equal numbers for captions of equal text, which are true of each other's images
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

    /// Gives the memory of the rows back; the texts and numbers stay good.
    @Override
    public void close() {
        imageRows.close();
        if (textRows != null) {
            textRows.close();
        }
    }
}
