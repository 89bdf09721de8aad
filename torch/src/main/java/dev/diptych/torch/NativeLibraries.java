package dev.diptych.torch;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/// Chooses the settings with which libtorch is loaded into this process, as the `diptych` launcher does.
///
/// * `org.bytedeco.openblas.load=mkl` on x86-64 Linux and Windows if MKL is on the class path: libtorch then
///   multiplies
///   matrices with MKL instead of OpenBLAS.
/// * `org.bytedeco.javacpp.maxPhysicalBytes=0`: tensors live outside of the Java heap, and JavaCPP's own limit of
///   twice
///   the heap would end a large training run.
/// * One thread for each physical core, on Linux; hyper-threads do not accelerate matrix products.
///
/// A system property that is set, and `OMP_NUM_THREADS`, take precedence. Start Java with
/// `--enable-native-access=ALL-UNNAMED`, which no library can set, to avoid the warning about native access; add an
/// SLF4J provider, such as `logback-classic` or `slf4j-nop`, to avoid the warning about a missing one.
public final class NativeLibraries {

    private static final String BLAS = "org.bytedeco.openblas.load";
    private static final String PHYSICAL_BYTES = "org.bytedeco.javacpp.maxPhysicalBytes";
    private static final Path PROCESSORS = Path.of("/sys/devices/system/cpu");

    /// Runs once in a process.
    private static final class Preparation {

        static final boolean DONE = run();

        private static boolean run() {
            setProperties();
            String threads = System.getenv("OMP_NUM_THREADS");
            if (threads == null || threads.isBlank()) {
                int processors = Runtime.getRuntime().availableProcessors();
                int cores = physicalCores(PROCESSORS);
                if (cores > 0) {
                    Libtorch.useThreads(Math.min(cores, processors));
                }
            }
            return true;
        }
    }

    private NativeLibraries() {}

    /// Applies the settings and loads libtorch; does nothing after the first call. Call it before the first use of
    /// any
    /// class of JavaCPP. Safe for concurrent use.
    public static void prepare() {
        if (!Preparation.DONE) {
            throw new IllegalStateException("the native libraries are not prepared");
        }
    }

    // Without touching a class of JavaCPP, which reads its properties when it is initialised.
    private static void setProperties() {
        String system = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
        String architecture = System.getProperty("os.arch", "");
        if (System.getProperty(BLAS) == null && hasMkl(system, architecture)) {
            System.setProperty(BLAS, "mkl");
        }
        if (System.getProperty(PHYSICAL_BYTES) == null) {
            System.setProperty(PHYSICAL_BYTES, "0");
        }
    }

    static boolean hasMkl(String system, String architecture) {
        if (!Set.of("amd64", "x86_64").contains(architecture)) {
            return false;
        }
        ClassLoader classes = NativeLibraries.class.getClassLoader();
        if (system.startsWith("linux")) {
            return classes.getResource("org/bytedeco/mkl/linux-x86_64/libmkl_rt.so.2") != null;
        }
        return system.startsWith("windows")
                && classes.getResource("org/bytedeco/mkl/windows-x86_64/mkl_rt.2.dll") != null;
    }

    /// The physical cores that the kernel lists in a directory; 0 where it lists none.
    ///
    /// @param processors a directory such as `/sys/devices/system/cpu`
    static int physicalCores(Path processors) {
        Set<String> cores = new HashSet<>();
        try (DirectoryStream<Path> listed = Files.newDirectoryStream(processors, "cpu[0-9]*")) {
            for (Path processor : listed) {
                Path siblings = processor.resolve("topology").resolve("thread_siblings_list");
                if (Files.isReadable(siblings)) {
                    cores.add(Files.readString(siblings).strip());
                }
            }
        } catch (IOException notListed) {
            return 0;
        }
        return cores.size();
    }
}
