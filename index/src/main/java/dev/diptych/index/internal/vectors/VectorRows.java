package dev.diptych.index.internal.vectors;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import org.apache.lucene.codecs.lucene95.HasIndexSlice;
import org.apache.lucene.index.CorruptIndexException;
import org.apache.lucene.index.FloatVectorValues;
import org.apache.lucene.index.KnnVectorValues;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.store.IndexInput;
import org.apache.lucene.store.MemorySegmentAccessInput;
import org.apache.lucene.util.Bits;
import org.jspecify.annotations.Nullable;

/// The vectors of one Lucene segment as the rows of a matrix. Every document has one, so that the number of a row is
/// that of its document. Thread-safe: each call of [#block] uses its own view of the file.
public final class VectorRows {

    private final @Nullable IndexInput slice;
    private final @Nullable FloatVectorValues values;
    private final int count;
    private final int width;
    private final boolean half;
    private final @Nullable Bits live;

    private VectorRows(
            @Nullable IndexInput slice,
            @Nullable FloatVectorValues values,
            int count,
            int width,
            boolean half,
            @Nullable Bits live) {
        this.slice = slice;
        this.values = values;
        this.count = count;
        this.width = width;
        this.half = half;
        this.live = live;
    }

    /// @param field field of the vectors
    /// @param half whether the vectors are float16, as bytes
    /// @param flat whether the vectors are one after another in the file, without quantised ones
    /// @throws IOException also if the segment lacks vectors that it should have
    public static VectorRows of(LeafReader leaf, String field, int width, boolean half, boolean flat)
            throws IOException {
        KnnVectorValues values = half ? leaf.getByteVectorValues(field) : leaf.getFloatVectorValues(field);
        int expected = half ? 2 * width : width;
        if (values == null || values.size() != leaf.maxDoc() || values.dimension() != expected) {
            throw new CorruptIndexException("vectors are missing", leaf.toString());
        }
        IndexInput slice = flat && values instanceof HasIndexSlice sliced ? sliced.getSlice() : null;
        FloatVectorValues floats = values instanceof FloatVectorValues all ? all : null;
        return new VectorRows(slice, floats, leaf.maxDoc(), width, half, leaf.getLiveDocs());
    }

    public int count() {
        return count;
    }

    public boolean isLive(int row) {
        return live == null || live.get(row);
    }

    /// Rows `from` to `to` as one piece of memory, mapped if the system allows it.
    MemorySegment block(int from, int to) throws IOException {
        long rowBytes = DotProducts.rowBytes(width, half);
        if (slice == null) {
            return copied(from, to);
        }
        if (slice instanceof MemorySegmentAccessInput mapped) {
            MemorySegment segment = mapped.segmentSliceOrNull(from * rowBytes, (to - from) * rowBytes);
            if (segment != null) {
                return segment;
            }
        }
        IndexInput own = slice.clone();
        byte[] bytes = new byte[Math.toIntExact((to - from) * rowBytes)];
        own.seek(from * rowBytes);
        own.readBytes(bytes, 0, bytes.length);
        return MemorySegment.ofArray(bytes);
    }

    /// Reads single rows; for use by one thread.
    public Reader reader() throws IOException {
        return new Reader(slice == null && values != null ? values.copy() : null);
    }

    /// Reads single rows. Confined to one thread at a time.
    public final class Reader {

        private final @Nullable FloatVectorValues own;
        private final DotProducts products = new DotProducts(width, half);
        private final float[] vector = new float[width];

        private Reader(@Nullable FloatVectorValues own) {
            this.own = own;
        }

        /// A row, `[P]`; valid until the next call.
        public float[] vector(int row) throws IOException {
            if (own != null) {
                return own.vectorValue(row);
            }
            products.read(block(row, row + 1), 0, vector);
            return vector;
        }
    }

    // The vectors of a graph are behind quantised ones.
    private MemorySegment copied(int from, int to) throws IOException {
        if (values == null) {
            throw new IllegalStateException("vectors of halves are always in a slice");
        }
        FloatVectorValues own = values.copy();
        MemorySegment segment = MemorySegment.ofArray(new byte[(to - from) * width * Float.BYTES]);
        for (int i = 0; i < to - from; i++) {
            long offset = (long) i * width * Float.BYTES;
            MemorySegment.copy(own.vectorValue(from + i), 0, segment, DotProducts.FLOAT, offset, width);
        }
        return segment;
    }
}
