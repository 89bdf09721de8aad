package dev.diptych.data;

/// N images without texts, for embedding a whole data set. The array is the batch's own and not copied.
///
/// @param images [N] numbers of the images in the data set
/// @param pixels [N, 3, H, W], given back when the batch is closed
@SuppressWarnings("ArrayRecordComponent") // read once to place the embeddings
public record ImageBatch(int[] images, PixelBatch pixels) implements AutoCloseable {

    @Override
    public void close() {
        pixels.close();
    }
}
