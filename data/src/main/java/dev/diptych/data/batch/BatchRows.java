package dev.diptych.data.batch;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Rows of a batch of images in direct memory, in several blocks: pixels as bytes, or features. The memory belongs to
/// the loader that read them. Any range of the rows can be read as floats, repeatedly and from several threads.
///
/// Closing releases the memory for a later batch: the rows, and buffers from [#direct], must not be read afterwards.
/// Without closing, the memory is not reused.
public final class BatchRows implements AutoCloseable {

    /// Pools that provide the memory.
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

    /// @param rowsOfBlock capacity of each block in rows
    /// @param places position of each row within the capacity of the blocks, ascending
    BatchRows(ImageRows source, List<ByteBuffer> blocks, int rowsOfBlock, int[] places, Pools pools) {
        this.source = source;
        this.blocks = blocks;
        this.rowsOfBlock = rowsOfBlock;
        this.places = places;
        this.pools = pools;
    }

    public InputStage stage() {
        return source.stage();
    }

    /// Number of rows.
    public int count() {
        return places.length;
    }

    /// Number of rows, then the shape of a row: [N, 3, H, W] for pixels.
    public long[] shape() {
        long[] row = source.rowShape();
        long[] shape = new long[row.length + 1];
        shape[0] = places.length;
        System.arraycopy(row, 0, shape, 1, row.length);
        return shape;
    }

    /// Writes the values of a row to `target`, at its position: normalised pixels [3, H, W], or features.
    ///
    /// @throws IllegalStateException after closing
    public void read(int row, FloatBuffer target) {
        source.decode(bytes(row), target);
    }

    /// Returns the values of `count` rows, starting at row `from`, in memory of this batch; null if that is
    /// impossible: for a part of the images, which are stored as bytes, or for rows that are not contiguous. The
    /// values of all rows are computed once and kept until the batch is closed.
    ///
    /// @throws IllegalStateException after closing
    public @Nullable FloatBuffer direct(int from, int count) {
        int first = places[from];
        int last = places[from + count - 1];
        boolean adjacent = last - first == count - 1 && first / rowsOfBlock == last / rowsOfBlock;
        if (stage() != InputStage.RAW && adjacent) {
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

    /// Returns a copy of the values of all rows, row-major.
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
            throw new IllegalStateException("The rows of this batch have been released");
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
