package dev.diptych.image.internal.jpeg;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Optional;

/// Disables the messages that OpenCV prints to standard error about a corrupt file; the exception contains the
/// information.
final class OpenCvLog {

    // cv::utils::logging::setLogLevel, which the binding lacks: as GCC and Clang name it, and as Microsoft does.
    private static final String[] SET_LOG_LEVEL = {
        "_ZN2cv5utils7logging11setLogLevelENS1_8LogLevelE",
        "?setLogLevel@logging@utils@cv@@YA?AW4LogLevel@123@W44123@@Z"
    };
    private static final int SILENT = 0;

    private OpenCvLog() {}

    /// Must be called after OpenCV has been loaded.
    static void silence() {
        SymbolLookup loaded = SymbolLookup.loaderLookup();
        for (String name : SET_LOG_LEVEL) {
            Optional<MemorySegment> address = loaded.find(name);
            if (address.isPresent()) {
                MethodHandle setLogLevel = Linker.nativeLinker()
                        .downcallHandle(
                                address.get(), FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
                try {
                    int _ = (int) setLogLevel.invokeExact(SILENT);
                } catch (Throwable e) {
                    throw new IllegalStateException("OpenCV's log level cannot be set", e);
                }
                return;
            }
        }
    }
}
