package dev.diptych.torch;

import dev.diptych.base.RandomKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.pytorch.global.torch;

/// The libtorch that runs in this process.
public final class Libtorch {

    private Libtorch() {}

    /// Starts libtorch's own generator (dropout, initial weights) at the stream of this key.
    ///
    /// Whoever draws seeds first, so that nothing depends on what was drawn before.
    public static void seed(RandomKey key) {
        torch.manual_seed(key.value());
    }

    /// The threads that a tensor operation may use.
    public static int threads() {
        return torch.get_num_threads();
    }

    /// Lets a tensor operation use this many threads, from 1 on.
    public static void useThreads(int threads) {
        torch.set_num_threads(threads);
    }

    /// The version of libtorch and of its binding, say `2.10.0-1.5.13`; needs no native code.
    public static String version() {
        try {
            return Loader.getVersion("org.bytedeco", "pytorch");
        } catch (IOException failure) {
            throw new UncheckedIOException("the pytorch jar on the class path carries no version", failure);
        }
    }
}
