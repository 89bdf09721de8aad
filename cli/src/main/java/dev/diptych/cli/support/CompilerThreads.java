package dev.diptych.cli.support;

import java.io.File;
import java.io.IOException;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.util.Optional;

/// The threads of the JIT compiler.
public final class CompilerThreads {

    private static final File THREADS = new File("/proc/self/task");
    private static final int PRIO_PROCESS = 0; // which on Linux means one thread
    private static final int NICER = 10; // a tenth of the processor time of a thread that competes with it

    private CompilerThreads() {}

    /// Lowers their scheduling priority on Linux: with few processors, the compilation of one method can delay a
    /// request by tens of milliseconds. On other systems nothing changes.
    public static void lowerPriority() {
        String[] threads = THREADS.list();
        Linker linker = Linker.nativeLinker();
        Optional<MemorySegment> get = linker.defaultLookup().find("getpriority");
        Optional<MemorySegment> set = linker.defaultLookup().find("setpriority");
        if (threads == null || get.isEmpty() || set.isEmpty()) {
            return;
        }
        ValueLayout.OfInt number = ValueLayout.JAVA_INT;
        MethodHandle getPriority = linker.downcallHandle(get.get(), FunctionDescriptor.of(number, number, number));
        MethodHandle setPriority =
                linker.downcallHandle(set.get(), FunctionDescriptor.of(number, number, number, number));
        for (String thread : threads) {
            if (isCompiler(thread)) {
                int id = Integer.parseInt(thread);
                try {
                    int own = (int) getPriority.invokeExact(PRIO_PROCESS, id);
                    int _ = (int) setPriority.invokeExact(PRIO_PROCESS, id, own + NICER); // at most 19, by the kernel
                } catch (Throwable e) { // declared by invokeExact
                    throw new AssertionError(e);
                }
            }
        }
    }

    private static boolean isCompiler(String thread) {
        try {
            String name = Files.readString(THREADS.toPath().resolve(thread).resolve("comm"));
            return name.startsWith("C1 Compiler") || name.startsWith("C2 Compiler");
        } catch (IOException e) {
            return false; // the thread has ended
        }
    }
}
