package dev.diptych.torch;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import org.jspecify.annotations.Nullable;

/// One thread for small operators, on Linux: several threads would wait for each other longer than they compute, on a
/// busy machine by far. The choice depends on sizes alone, so that equal work gives equal bits.
///
/// Applies to the operators that the opening thread executes until it closes the scope; other threads are not affected.
/// Scopes are nested properly and confined to one thread.
public final class OperatorThreads implements AutoCloseable {

    /// Multiply-adds up to which a product is small. Training steps whose largest product has 370,000 take equally long
    /// on one thread and on two; OpenBLAS has this bound, too.
    private static final long SMALL_PRODUCT = 1L << 18;

    /// Elements up to which a tensor is small: libtorch does not distribute fewer in element-wise operators.
    private static final long SMALL_TENSOR = 1L << 15;

    // The setting of libgomp for the calling thread. libtorch's own function changes the default of new threads, too.
    private static final class Gomp {
        static final @Nullable MethodHandle SET =
                function("omp_set_num_threads", FunctionDescriptor.ofVoid(ValueLayout.JAVA_INT));
    }

    private final int restored; // 0 if nothing was changed

    private OperatorThreads(int restored) {
        this.restored = restored;
    }

    /// Opens a scope for work whose largest matrix product has this number of multiply-adds.
    public static OperatorThreads forProduct(long multiplyAdds) {
        return multiplyAdds <= SMALL_PRODUCT ? one() : new OperatorThreads(0);
    }

    /// Opens a scope for an element-wise operator on a tensor with this number of elements.
    public static OperatorThreads forTensor(long elements) {
        return isSmallTensor(elements) ? one() : new OperatorThreads(0);
    }

    /// Whether an element-wise operator on a tensor with this number of elements is executed on [#one] thread.
    public static boolean isSmallTensor(long elements) {
        return elements <= SMALL_TENSOR;
    }

    /// Opens a scope with one thread.
    public static OperatorThreads one() {
        int before = Libtorch.threads();
        if (before == 1 || !set(1)) {
            return new OperatorThreads(0);
        }
        return new OperatorThreads(before);
    }

    /// Executes the operators of the calling thread on one thread until it ends. Where this cannot be set for a thread
    /// alone, the default of new threads changes, too.
    static void limitThisThread() {
        if (Libtorch.threads() > 1 && !set(1)) {
            Libtorch.useOperatorThreads(1);
        }
    }

    @Override
    public void close() {
        if (restored > 0) {
            set(restored);
        }
    }

    private static boolean set(int threads) {
        if (Gomp.SET == null) {
            return false;
        }
        try {
            Gomp.SET.invokeExact(threads);
            return true;
        } catch (Throwable e) { // declared by invokeExact
            throw new AssertionError(e);
        }
    }

    private static @Nullable MethodHandle function(String name, FunctionDescriptor type) {
        Libtorch.threads(); // loads libtorch and with it libgomp, which is then found by its name
        try {
            return SymbolLookup.libraryLookup("libgomp.so.1", Arena.global())
                    .find(name)
                    .map(address -> Linker.nativeLinker().downcallHandle(address, type))
                    .orElse(null);
        } catch (IllegalArgumentException notLoaded) { // another operating system
            return null;
        }
    }
}
