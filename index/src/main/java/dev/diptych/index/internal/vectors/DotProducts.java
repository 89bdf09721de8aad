package dev.diptych.index.internal.vectors;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/// Inner products of queries with rows of a memory-mapped matrix.
///
/// With `--add-modules jdk.incubator.vector` they use vector instructions. Sums are in float32; their order depends on
/// the processor and this option, not on the number of queries.
public final class DotProducts {

    /// Whether this process can use the vector instructions of the processor.
    public static final boolean VECTORISED =
            ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent();

    /// A float as the files have it.
    static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfShort SHORT =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private final boolean half;
    private final float[] row;
    private final short[] halves;
    private final float[] buffer;

    /// @param half whether the rows are float16
    DotProducts(int width, boolean half) {
        this.half = half;
        this.row = new float[width];
        this.halves = new short[half ? width : 0];
        this.buffer = new float[VECTORISED ? VectorInstructions.BUFFER : 0];
    }

    /// Bytes of a row.
    static int rowBytes(int width, boolean half) {
        return width * (half ? Short.BYTES : Float.BYTES);
    }

    /// Computes the product of each query `[Q][P]` with the row at `offset`.
    ///
    /// @param products `[Q]`
    void compute(MemorySegment rows, long offset, float[][] queries, float[] products) {
        if (!half && VECTORISED) {
            for (int query = 0; query < queries.length; query++) {
                products[query] = VectorInstructions.dot(rows, offset, queries[query], buffer);
            }
            return;
        }
        if (!half && queries.length == 1) {
            products[0] = direct(rows, offset, queries[0]);
            return;
        }
        read(rows, offset, row);
        for (int query = 0; query < queries.length; query++) {
            products[query] =
                    VECTORISED ? VectorInstructions.dot(row, queries[query], buffer) : scalar(row, queries[query]);
        }
    }

    /// Copies the row at `offset` to `vector`, `[P]`.
    void read(MemorySegment rows, long offset, float[] vector) {
        if (half) {
            MemorySegment.copy(rows, SHORT, offset, halves, 0, halves.length);
            for (int i = 0; i < vector.length; i++) { // the JIT compiler vectorises this loop
                vector[i] = Float.float16ToFloat(halves[i]);
            }
        } else {
            MemorySegment.copy(rows, FLOAT, offset, vector, 0, vector.length);
        }
    }

    /// The inner product of two vectors.
    public static float of(float[] left, float[] right) {
        return VECTORISED
                ? VectorInstructions.dot(left, right, new float[VectorInstructions.BUFFER])
                : scalar(left, right);
    }

    // Eight sums are independent of each other, so that the processor computes them in parallel.
    private static float direct(MemorySegment rows, long offset, float[] query) {
        float a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0;
        int i = 0;
        for (; i + 8 <= query.length; i += 8) {
            long at = offset + 4L * i;
            a = Math.fma(query[i], rows.get(FLOAT, at), a);
            b = Math.fma(query[i + 1], rows.get(FLOAT, at + 4), b);
            c = Math.fma(query[i + 2], rows.get(FLOAT, at + 8), c);
            d = Math.fma(query[i + 3], rows.get(FLOAT, at + 12), d);
            e = Math.fma(query[i + 4], rows.get(FLOAT, at + 16), e);
            f = Math.fma(query[i + 5], rows.get(FLOAT, at + 20), f);
            g = Math.fma(query[i + 6], rows.get(FLOAT, at + 24), g);
            h = Math.fma(query[i + 7], rows.get(FLOAT, at + 28), h);
        }
        for (; i < query.length; i++) {
            a = Math.fma(query[i], rows.get(FLOAT, offset + 4L * i), a);
        }
        return ((a + b) + (c + d)) + ((e + f) + (g + h));
    }

    private static float scalar(float[] row, float[] query) {
        float a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0;
        int i = 0;
        for (; i + 8 <= row.length; i += 8) {
            a = Math.fma(query[i], row[i], a);
            b = Math.fma(query[i + 1], row[i + 1], b);
            c = Math.fma(query[i + 2], row[i + 2], c);
            d = Math.fma(query[i + 3], row[i + 3], d);
            e = Math.fma(query[i + 4], row[i + 4], e);
            f = Math.fma(query[i + 5], row[i + 5], f);
            g = Math.fma(query[i + 6], row[i + 6], g);
            h = Math.fma(query[i + 7], row[i + 7], h);
        }
        for (; i < row.length; i++) {
            a = Math.fma(query[i], row[i], a);
        }
        return ((a + b) + (c + d)) + ((e + f) + (g + h));
    }
}
