package dev.diptych.data.batch;

/// N images without texts, for embedding a data set. The array is not copied.
///
/// @param images `[N]` numbers of the images in the data set
/// @param rows their pixels [N, 3, H, W], or features instead; released when the batch is closed
@SuppressWarnings("ArrayRecordComponent") // read once to place the embeddings
public record ImageBatch(int[] images, BatchRows rows) implements AutoCloseable {

    @Override
    public void close() {
        rows.close();
    }
}
