package dev.diptych.torch;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/// Environment variables of this process that native libraries read when they are loaded.
final class ProcessEnvironment {

    private static final int KEEP = 0; // a value that is set

    private ProcessEnvironment() {}

    /// Sets a variable that is not set yet. Native code sees it; [System#getenv] does not. Must not run while
    /// native code on another thread reads the environment.
    static void setDefault(String name, String value) {
        if (System.getenv(name) != null) {
            return;
        }
        Linker linker = Linker.nativeLinker();
        MethodHandle setenv = linker.downcallHandle(
                linker.defaultLookup().findOrThrow("setenv"),
                FunctionDescriptor.of(
                        ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.ADDRESS, ValueLayout.JAVA_INT));
        try (Arena arena = Arena.ofConfined()) {
            int status = (int) setenv.invokeExact(arena.allocateFrom(name), arena.allocateFrom(value), KEEP);
            if (status != 0) {
                throw new IllegalStateException("cannot set the environment variable " + name);
            }
        } catch (RuntimeException | Error failure) {
            throw failure;
        } catch (Throwable impossible) {
            throw new AssertionError(impossible);
        }
    }
}
