package dev.diptych.index.internal.vectors;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/// Inner products by vector instructions, of memory-mapped vectors without a copy. To be used only if
/// [DotProducts#VECTORISED] holds: otherwise this class cannot be linked.
///
/// The order of summation depends on the processor only. `reduceLanes` is not used, since its order changes when the
/// JIT compiler replaces interpreted code.
final class VectorInstructions {

    private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
    private static final int LANES = SPECIES.length();

    /// Floats of the buffer that the methods require.
    static final int BUFFER = LANES;

    private VectorInstructions() {}

    /// The inner product of `query` with the floats of the row at `offset`.
    ///
    /// @param buffer is overwritten
    static float dot(MemorySegment rows, long offset, float[] query, float[] buffer) {
        // Four sums are independent of each other, so that the processor computes them in parallel.
        FloatVector a = FloatVector.zero(SPECIES);
        FloatVector b = a;
        FloatVector c = a;
        FloatVector d = a;
        int i = 0;
        for (; i <= query.length - 4 * LANES; i += 4 * LANES) {
            a = at(query, i).fma(at(rows, offset, i), a);
            b = at(query, i + LANES).fma(at(rows, offset, i + LANES), b);
            c = at(query, i + 2 * LANES).fma(at(rows, offset, i + 2 * LANES), c);
            d = at(query, i + 3 * LANES).fma(at(rows, offset, i + 3 * LANES), d);
        }
        for (; i <= query.length - LANES; i += LANES) {
            a = at(query, i).fma(at(rows, offset, i), a);
        }
        float sum = sum(a.add(b).add(c.add(d)), buffer);
        for (; i < query.length; i++) {
            sum = Math.fma(query[i], rows.get(DotProducts.FLOAT, offset + (long) i * Float.BYTES), sum);
        }
        return sum;
    }

    /// The inner product of two vectors, with the same bits as of vectors in mapped memory. It has its
    /// own loop, since the JIT compiler makes one that reads both kinds of memory slower.
    ///
    /// @param buffer is overwritten
    static float dot(float[] left, float[] right, float[] buffer) {
        FloatVector a = FloatVector.zero(SPECIES);
        FloatVector b = a;
        FloatVector c = a;
        FloatVector d = a;
        int i = 0;
        for (; i <= left.length - 4 * LANES; i += 4 * LANES) {
            a = at(left, i).fma(at(right, i), a);
            b = at(left, i + LANES).fma(at(right, i + LANES), b);
            c = at(left, i + 2 * LANES).fma(at(right, i + 2 * LANES), c);
            d = at(left, i + 3 * LANES).fma(at(right, i + 3 * LANES), d);
        }
        for (; i <= left.length - LANES; i += LANES) {
            a = at(left, i).fma(at(right, i), a);
        }
        float sum = sum(a.add(b).add(c.add(d)), buffer);
        for (; i < left.length; i++) {
            sum = Math.fma(left[i], right[i], sum);
        }
        return sum;
    }

    private static float sum(FloatVector lanes, float[] buffer) {
        lanes.intoArray(buffer, 0);
        float a = 0;
        float b = 0;
        for (int i = 0; i < LANES; i += 2) { // a power of two
            a += buffer[i];
            b += buffer[i + 1];
        }
        return a + b;
    }

    private static FloatVector at(float[] vector, int index) {
        return FloatVector.fromArray(SPECIES, vector, index);
    }

    private static FloatVector at(MemorySegment rows, long offset, int index) {
        return FloatVector.fromMemorySegment(
                SPECIES, rows, offset + (long) index * Float.BYTES, ByteOrder.LITTLE_ENDIAN);
    }
}
