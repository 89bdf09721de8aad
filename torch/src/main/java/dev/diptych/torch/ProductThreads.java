package dev.diptych.torch;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.openblas.global.openblas_nolapack;
import org.jspecify.annotations.Nullable;

/// The threads of OpenBLAS, whose number is one setting of the process that libtorch does not change. They serve one
/// product at a time: tasks that multiply in parallel must not share them. Nothing happens with MKL, whose threads
/// follow libtorch's setting. Thread-safe.
final class ProductThreads {

    private static final @Nullable MethodHandle COUNT =
            function("openblas_get_num_threads", FunctionDescriptor.of(ValueLayout.JAVA_INT));
    private static final @Nullable MethodHandle SET =
            function("openblas_set_num_threads", FunctionDescriptor.ofVoid(ValueLayout.JAVA_INT));

    private static int limits; // calls of useOne without restore; guarded by the class
    private static int unlimited; // number of threads without these calls; guarded by the class

    private ProductThreads() {}

    /// The number of threads of a product; 0 with MKL.
    static int count() {
        if (COUNT == null) {
            return 0;
        }
        try {
            return (int) COUNT.invokeExact();
        } catch (Throwable e) { // declared by invokeExact
            throw new AssertionError(e);
        }
    }

    /// Sets the number of threads of a product in this process, after the last [#restore] if [#useOne] is in effect.
    static synchronized void set(int threads) {
        unlimited = threads;
        if (limits == 0) {
            apply(threads);
        }
    }

    /// Limits products to one thread until [#restore]. Calls may overlap.
    static synchronized void useOne() {
        if (limits == 0) {
            unlimited = count();
            apply(1);
        }
        limits++;
    }

    /// Ends the effect of one call of [#useOne].
    static synchronized void restore() {
        limits--;
        if (limits == 0) {
            apply(unlimited);
        }
    }

    private static void apply(int threads) {
        if (SET == null) {
            return;
        }
        try {
            SET.invokeExact(threads);
        } catch (Throwable e) { // declared by invokeExact
            throw new AssertionError(e);
        }
    }

    private static @Nullable MethodHandle function(String name, FunctionDescriptor type) {
        Loader.load(openblas_nolapack.class);
        Pointer address = Loader.addressof(name);
        return address == null
                ? null
                : Linker.nativeLinker().downcallHandle(MemorySegment.ofAddress(address.address()), type);
    }
}
