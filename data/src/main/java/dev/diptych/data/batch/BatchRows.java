package dev.diptych.data.batch;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// The rows of a batch of images in direct memory, in several blocks: pixels as bytes, or features. Borrowed from the
/// loader that read them. Any part of the rows can be read as numbers, any number of times and from several threads.
///
/// Closing gives the memory back, to be filled again with a later batch: nothing may read the rows, or a buffer of
/// [#direct], after that. Without closing nothing breaks, but the memory is not used again.
public final class BatchRows implements AutoCloseable {

    /// Where the memory comes from.
    record Pools(BytePool bytes, FloatPool numbers) {
        Pools() {
            this(new BytePool(), new FloatPool());
        }
    }

    private final ImageRows source;
    private final List<ByteBuffer> blocks;
    private final int rowsOfBlock;
    private final int[] places;
    private final Pools pools;
    private final AtomicBoolean closed = new AtomicBoolean();
    private @Nullable FloatBuffer decoded; // all rows

    /// @param rowsOfBlock the rows that each block has room for
    /// @param places the place of each row among those that the blocks have room for, ascending
    BatchRows(ImageRows source, List<ByteBuffer> blocks, int rowsOfBlock, int[] places, Pools pools) {
        this.source = source;
        this.blocks = blocks;
        this.rowsOfBlock = rowsOfBlock;
        this.places = places;
        this.pools = pools;
    }

    public RowKind kind() {
        return source.kind();
    }

    /// The number of rows.
    public int count() {
        return places.length;
    }

    /// The number of rows, then the shape of a row: [N, 3, H, W] for pixels.
    public long[] shape() {
        long[] row = source.rowShape();
        long[] shape = new long[row.length + 1];
        shape[0] = places.length;
        System.arraycopy(row, 0, shape, 1, row.length);
        return shape;
    }

    /// Writes the numbers of a row to `target`, from its position on: normalised pixels [3, H, W], or features.
    ///
    /// @throws IllegalStateException after closing
    public void read(int row, FloatBuffer target) {
        source.decode(bytes(row), target);
    }

    /// The numbers of `count` rows from the row `from` on, in memory that belongs to this batch; null where they have
    /// none: some of the images, which are stored as bytes, or rows that are not one after another. The numbers of
    /// all rows together are made once and kept until the batch is closed.
    ///
    /// @throws IllegalStateException after closing
    public @Nullable FloatBuffer direct(int from, int count) {
        int first = places[from];
        int last = places[from + count - 1];
        boolean adjacent = last - first == count - 1 && first / rowsOfBlock == last / rowsOfBlock;
        if (kind() != RowKind.PIXELS && adjacent) {
            int size = source.rowBytes();
            return block(first)
                    .slice(first % rowsOfBlock * size, count * size)
                    .order(ByteOrder.nativeOrder())
                    .asFloatBuffer();
        }
        return count == count() && FloatPool.holds(count, source.rowSize()) ? all() : null;
    }

    private synchronized FloatBuffer all() {
        FloatBuffer all = decoded;
        int size = source.rowSize();
        if (all == null) {
            block(0); // not closed
            FloatBuffer target = pools.numbers().borrow(count(), size);
            IntStream.range(0, count()).parallel().forEach(row -> read(row, target.slice(row * size, size)));
            decoded = target;
            all = target;
        }
        return all.slice(0, count() * size);
    }

    /// A copy of the numbers of all rows, row-major.
    ///
    /// @throws IllegalStateException after closing
    public FloatBuffer floats() {
        FloatBuffer all = FloatBuffer.allocate(Math.multiplyExact(count(), source.rowSize()));
        for (int row = 0; row < count(); row++) {
            read(row, all.slice(row * source.rowSize(), source.rowSize()));
        }
        return all;
    }

    private ByteBuffer bytes(int row) {
        int size = source.rowBytes();
        return block(places[row]).slice(places[row] % rowsOfBlock * size, size).order(ByteOrder.nativeOrder());
    }

    private ByteBuffer block(int place) {
        if (closed.get()) {
            throw new IllegalStateException("The rows of this batch have been given back");
        }
        return blocks.get(place / rowsOfBlock);
    }

    @Override
    public synchronized void close() {
        if (!closed.getAndSet(true)) {
            blocks.forEach(pools.bytes()::giveBack);
            FloatBuffer all = decoded;
            decoded = null;
            if (all != null) {
                pools.numbers().giveBack(all);
            }
        }
    }
}
