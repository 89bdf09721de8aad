package dev.diptych.report.progress;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Optional;

/// Asks the C library whether standard error is a terminal; [java.io.Console] covers standard output only.
final class Terminal {

    private static final int STANDARD_ERROR = 2;

    private Terminal() {}

    /// Whether standard error is a terminal that understands cursor movements; false if unknown.
    static boolean isStandardError() {
        if ("dumb".equals(System.getenv("TERM"))) {
            return false;
        }
        try {
            Linker linker = Linker.nativeLinker();
            Optional<MemorySegment> function = linker.defaultLookup()
                    .find("isatty")
                    .or(() -> linker.defaultLookup().find("_isatty"));
            if (function.isEmpty()) {
                return false;
            }
            MethodHandle isatty = linker.downcallHandle(
                    function.get(), FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
            return (int) isatty.invokeExact(STANDARD_ERROR) != 0;
        } catch (Throwable e) { // declared by invokeExact; if the call is not allowed, progress is a plain line
            if (e instanceof VirtualMachineError fatal) {
                throw fatal;
            }
            return false;
        }
    }
}
