package dev.diptych.torch;

import dev.diptych.base.RandomKey;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/// The random factors of dropout (Srivastava et al., 2014).
///
/// Random numbers are those of SplitMix64 (Steele, Lea and Flood, 2014), started by one draw from libtorch's generator,
/// so that [Libtorch#seed] determines them. libtorch draws them one after another from a Mersenne Twister, which takes
/// five times as long. The result does not depend on the number of threads. Thread-safe, like libtorch's generator.
final class Dropout {

    private static final ValueLayout.OfLong TWO_FLOATS = ValueLayout.JAVA_LONG_UNALIGNED;
    private static final long INCREMENT = 0x9e3779b97f4a7c15L;
    private static final long LOW_31 = (1L << 31) - 1;
    private static final long LOW_32 = (1L << 32) - 1;

    private Dropout() {}

    /// Independent factors: 0 with this probability, otherwise 1 / (1 − `probability`).
    ///
    /// @param probability in [0, 1], rounded to a multiple of 2⁻³¹
    /// @return float32, without a graph
    static Tensor factors(double probability, long... shape) {
        if (!(probability >= 0 && probability <= 1)) {
            throw new IllegalArgumentException("a probability of dropout is between 0 and 1, not " + probability);
        }
        Tensor factors = Tensors.empty(ScalarType.Float, shape);
        long dropped = Math.round(probability * (double) (1L << 31)); // of 2^31 equally likely numbers, the lowest
        fill(Tensors.memory(factors), factors.numel(), dropped, (float) (1 / (1 - probability)));
        return factors;
    }

    // Two elements per random number, without branches: each bit mask is 0 or all ones.
    private static void fill(MemorySegment memory, long count, long dropped, float factor) {
        MemorySegment factors = memory.asSlice(0, count * Float.BYTES);
        long low = Float.floatToRawIntBits(factor) & LOW_32;
        long high = low << 32;
        long state = start();
        for (long pair = 0; pair < count / 2; pair++) {
            long random = RandomKey.mix(state);
            state += INCREMENT;
            long keepLow = (dropped - 1 - (random & LOW_31)) >> 63;
            long keepHigh = (dropped - 1 - (random >>> 33)) >> 63;
            factors.set(TWO_FLOATS, 2 * pair * Float.BYTES, keepLow & low | keepHigh & high);
        }
        if (count % 2 == 1) {
            boolean kept = (RandomKey.mix(state) & LOW_31) >= dropped;
            factors.set(ValueLayout.JAVA_FLOAT, (count - 1) * Float.BYTES, kept ? factor : 0);
        }
    }

    private static long start() {
        try (var _ = TensorScope.open()) {
            return RandomKey.mix(Tensors.longs(Tensors.empty(ScalarType.Long, 1).random_())[0]);
        }
    }
}
