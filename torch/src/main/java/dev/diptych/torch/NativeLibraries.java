package dev.diptych.torch;

import dev.diptych.base.InvalidInputException;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// Chooses the settings with which libtorch is loaded into this process, as the `diptych` launcher does.
///
/// * The [Blas] library for this processor. The system property `diptych.blas` or the environment variable
///   `DIPTYCH_BLAS`, `mkl` or `openblas`, selects another one.
/// * `org.bytedeco.javacpp.maxPhysicalBytes=0`: tensors live outside of the Java heap, and JavaCPP's own limit of
///   twice the heap would end a large training run.
/// * One thread for each physical core, on Linux; hyper-threads do not accelerate matrix products.
/// * Short waiting in a loop for other threads, on x86-64 Linux (`GOMP_SPINCOUNT`, and `OPENBLAS_THREAD_TIMEOUT` with
///   OpenBLAS): long waiting takes the processor from those that have work.
///
/// A system property that is set, and an environment variable of a library that is set, such as
/// `OMP_NUM_THREADS` or `OPENBLAS_CORETYPE`, take precedence. Start Java with
/// `--enable-native-access=ALL-UNNAMED`, which no library can set, to avoid the warning about native access;
/// add an SLF4J provider, such as `logback-classic` or `slf4j-nop`, to avoid the warning about a missing one.
public final class NativeLibraries {

    private static final String LOADED_BLAS = "org.bytedeco.openblas.load";
    private static final String BLAS = "diptych.blas";
    private static final String PHYSICAL_BYTES = "org.bytedeco.javacpp.maxPhysicalBytes";
    private static final Path PROCESSORS = Path.of("/sys/devices/system/cpu");

    /// Runs once in a process.
    private static final class Preparation {

        static final boolean DONE = run();

        private static boolean run() {
            Blas blas = setProperties();
            int threads = threads();
            if (System.getProperty("os.name", "").toLowerCase(Locale.ROOT).startsWith("linux")
                    && Blas.X86.contains(System.getProperty("os.arch"))) {
                setEnvironment(blas, threads);
            }
            if (threads > 0) {
                Libtorch.useOperatorThreads(threads); // the environment sets those of matrix products
            }
            return true;
        }
    }

    private NativeLibraries() {}

    /// Applies the settings and loads libtorch; does nothing after the first call. Call it before the first use of
    /// any class of JavaCPP. Safe for concurrent use.
    ///
    /// @throws InvalidInputException if the selected BLAS library is unknown or not on the class path
    public static void prepare() {
        if (!Preparation.DONE) {
            throw new IllegalStateException("the native libraries are not prepared");
        }
    }

    // Without touching a class of JavaCPP, which reads its properties when it is initialised.
    private static Blas setProperties() {
        if (System.getProperty(PHYSICAL_BYTES) == null) {
            System.setProperty(PHYSICAL_BYTES, "0");
        }
        String loaded = System.getProperty(LOADED_BLAS);
        if (loaded != null) {
            return loaded.equals("mkl") ? Blas.MKL : Blas.OPENBLAS;
        }
        Blas blas = selected();
        if (blas == Blas.MKL) {
            System.setProperty(LOADED_BLAS, "mkl");
        }
        return blas;
    }

    private static Blas selected() {
        List<Blas> available = Blas.available();
        String property = System.getProperty(BLAS);
        String variable = System.getenv("DIPTYCH_BLAS");
        if (property == null && (variable == null || variable.isBlank())) {
            return Blas.recommended(Processor.inspect(), available);
        }
        Blas blas = property != null ? Blas.named(property, BLAS) : Blas.named(variable, "DIPTYCH_BLAS");
        if (!available.contains(blas)) {
            throw new InvalidInputException(
                    "MKL was selected, but is not on the class path: add org.bytedeco:mkl for this platform, or use openblas");
        }
        return blas;
    }

    private static int threads() {
        String threads = System.getenv("OMP_NUM_THREADS");
        if (threads != null && !threads.isBlank()) {
            return 0; // libtorch reads it
        }
        int cores = physicalCores(PROCESSORS);
        return cores == 0 ? 0 : Math.min(cores, Runtime.getRuntime().availableProcessors());
    }

    private static void setEnvironment(Blas blas, int threads) {
        blas.threadSettings().forEach(ProcessEnvironment::setDefault);
        if (blas == Blas.OPENBLAS && threads > 0) {
            ProcessEnvironment.setDefault("OPENBLAS_NUM_THREADS", Integer.toString(threads));
        }
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
