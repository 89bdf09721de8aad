package dev.diptych.torch;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.pytorch.global.torch;

/// Diagnostics of the libtorch in this process.
///
/// @param version of libtorch and its binding
/// @param cpuCapability vector instructions of libtorch's own kernels, such as `AVX512`
/// @param threads number of threads of one tensor operation
/// @param blas the library that multiplies float32 matrices
/// @param blasFiles the files of that library in this process; empty if unknown
/// @param cudaAvailable whether libtorch can use a GPU
/// @param nativeCache folder to which native libraries are unpacked
public record Engine(
        String version,
        String cpuCapability,
        int threads,
        Blas blas,
        List<Path> blasFiles,
        boolean cudaAvailable,
        Path nativeCache) {

    private static final Path MAPPED_FILES = Path.of("/proc/self/maps");

    public Engine {
        blasFiles = List.copyOf(blasFiles);
    }

    /// Loads libtorch, if necessary, and inspects it.
    public static Engine inspect() {
        // The binding's file for libopenblas may be a copy of MKL's dispatcher; the mapped kernels are
        // decisive.
        int threads = Libtorch.threads();
        boolean mkl;
        List<Path> files;
        try {
            if (Files.isReadable(MAPPED_FILES)) {
                List<Path> mapped = mappedBlasFiles();
                mkl = mapped.stream().anyMatch(file -> fileName(file).startsWith("libmkl_rt"));
                files = mkl
                        ? mapped.stream()
                                .filter(file -> fileName(file).startsWith("libmkl"))
                                .toList()
                        : mapped;
            } else {
                mkl = Loader.getLoadedLibraries().keySet().stream().anyMatch(name -> name.contains("mkl_rt"));
                files = List.of();
            }
            return new Engine(
                    Libtorch.version(),
                    torch.get_cpu_capability().getString(),
                    threads,
                    mkl ? Blas.MKL : Blas.OPENBLAS,
                    files,
                    torch.cuda_is_available(),
                    Loader.getCacheDir().toPath());
        } catch (IOException failure) {
            throw new UncheckedIOException("cannot determine the loaded libraries", failure);
        }
    }

    private static List<Path> mappedBlasFiles() throws IOException {
        try (Stream<String> lines = Files.lines(MAPPED_FILES)) {
            return lines.filter(line -> line.contains(" /"))
                    .map(line -> Path.of(line.substring(line.indexOf(" /") + 1)))
                    .filter(file -> fileName(file).startsWith("libmkl")
                            || fileName(file).startsWith("libopenblas"))
                    .distinct()
                    .sorted()
                    .toList();
        }
    }

    private static String fileName(Path file) {
        return String.valueOf(file.getFileName());
    }
}
