package dev.diptych.torch;

import dev.diptych.base.RandomKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.pytorch.global.torch;

/// The libtorch of this process.
public final class Libtorch {

    private Libtorch() {}

    /// Seeds libtorch's own generator (dropout, initial weights) from this key.
    ///
    /// Seed immediately before drawing, so that the result does not depend on earlier draws.
    public static void seed(RandomKey key) {
        torch.manual_seed(key.value());
    }

    /// Number of threads that a tensor operation may use.
    public static int threads() {
        return torch.get_num_threads();
    }

    /// Sets the number of threads that a tensor operation may use, at least 1. For matrix products by OpenBLAS,
    /// the setting applies to the whole process.
    public static void useThreads(int threads) {
        useOperatorThreads(threads);
        ProductThreads.set(threads);
    }

    /// Sets the number of threads of the operations that libtorch computes itself.
    static void useOperatorThreads(int threads) {
        torch.set_num_threads(threads);
    }

    /// Version of libtorch and of its binding, for example `2.10.0-1.5.13`; needs no native code.
    public static String version() {
        try {
            return Loader.getVersion("org.bytedeco", "pytorch");
        } catch (IOException failure) {
            throw new UncheckedIOException("the pytorch jar on the class path has no version", failure);
        }
    }
}
