package dev.diptych.cli.support;

import dev.diptych.Versions;
import dev.diptych.torch.Blas;
import dev.diptych.torch.Engine;
import dev.diptych.torch.speed.BlasCandidate;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeMap;

/// Results of `diptych doctor`.
///
/// @param environment environment variables that affect libtorch, BLAS and glibc, if set
/// @param matrixProduct speed of a square matrix product, in 10⁹ operations per second
/// @param blasCandidates every BLAS library that this machine could use, verified and measured
/// @param warnings causes of slow training, with remedies
public record Diagnosis(
        String diptychVersion,
        Java java,
        Engine libtorch,
        Machine machine,
        SequencedMap<String, String> environment,
        MatrixProduct matrixProduct,
        List<BlasCandidate> blasCandidates,
        List<String> warnings) {

    /// The Java runtime; its heap contains images in transit, but no tensors.
    public record Java(String version, String vendor, String home, long heapLimitBytes) {}

    /// Speeds of float32 and bfloat16 matrix products with the BLAS library of this process; 0 if it cannot be used.
    public record MatrixProduct(int size, double fp32Gflops, double bf16Gflops) {}

    private static final long LITTLE_MEMORY = 2L << 30;
    private static final List<String> MALLOC =
            List.of("MALLOC_MMAP_THRESHOLD_", "MALLOC_TRIM_THRESHOLD_", "MALLOC_TOP_PAD_");

    // Differences below this are within the variation between measurements.
    private static final double FASTER = 1.2;

    public static Diagnosis make() throws IOException, InterruptedException {
        Machine machine = Machine.inspect();
        Engine libtorch = Engine.inspect();
        SequencedMap<String, String> environment = relevantEnvironment(System.getenv());
        List<BlasCandidate> candidates = BlasCandidate.measureAll();
        List<String> warnings = warnings(machine, libtorch, environment);
        warnings.addAll(blasWarnings(libtorch.blas(), candidates));
        return new Diagnosis(
                Versions.diptych(),
                new Java(
                        System.getProperty("java.version"),
                        System.getProperty("java.vendor"),
                        System.getProperty("java.home"),
                        Runtime.getRuntime().maxMemory()),
                libtorch,
                machine,
                environment,
                product(libtorch.blas(), candidates),
                candidates,
                List.copyOf(warnings));
    }

    // Measured in the processes that test the libraries: a library that crashes must not end this one.
    private static MatrixProduct product(Blas used, List<BlasCandidate> candidates) {
        return candidates.stream()
                .filter(candidate -> candidate.blas() == used)
                .findFirst()
                .map(candidate ->
                        new MatrixProduct(BlasCandidate.SQUARE, candidate.squareGflops(), candidate.bf16Gflops()))
                .orElse(new MatrixProduct(BlasCandidate.SQUARE, 0, 0));
    }

    private static SequencedMap<String, String> relevantEnvironment(Map<String, String> all) {
        SequencedMap<String, String> relevant = new TreeMap<>();
        all.forEach((name, value) -> {
            if (name.startsWith("MALLOC_")
                    || name.startsWith("OMP_")
                    || name.startsWith("KMP_")
                    || name.startsWith("GOMP_")
                    || name.startsWith("MKL_")
                    || name.startsWith("OPENBLAS_")
                    || name.startsWith("GLIBC_TUNABLES")
                    || name.startsWith("DIPTYCH_")) {
                relevant.put(name, value);
            }
        });
        return relevant;
    }

    private static List<String> warnings(Machine machine, Engine libtorch, Map<String, String> environment) {
        List<String> warnings = new ArrayList<>();
        boolean linux = machine.system().startsWith("Linux");
        boolean avx512 = machine.flags().contains("avx512f");
        String coreType = environment.get("OPENBLAS_CORETYPE");
        if (libtorch.blas() == Blas.OPENBLAS && coreType != null && avx512) {
            warnings.add("OPENBLAS_CORETYPE=" + coreType
                    + " restricts OpenBLAS to the instructions of that processor:"
                    + " unset it to use those of this processor");
        }
        if (linux && !environment.keySet().containsAll(MALLOC)) {
            warnings.add("malloc maps and unmaps large tensors in each step: start through ./diptych, or set "
                    + String.join(", ", MALLOC) + " as ./diptych does");
        }
        if (libtorch.threads() == 1 && machine.logicalProcessors() > 1) {
            warnings.add("libtorch uses 1 thread on " + machine.logicalProcessors()
                    + " processors: set OMP_NUM_THREADS=" + machine.logicalProcessors());
        }
        if (libtorch.threads() > machine.logicalProcessors()) {
            warnings.add("libtorch uses " + libtorch.threads() + " threads on " + machine.logicalProcessors()
                    + " processors: set OMP_NUM_THREADS=" + machine.logicalProcessors());
        }
        if (machine.memoryFreeBytes() < LITTLE_MEMORY) {
            warnings.add("less than 2 GiB of memory is free: reduce the batch size or close other programs");
        }
        return warnings;
    }

    static List<String> blasWarnings(Blas used, List<BlasCandidate> candidates) {
        List<String> warnings = new ArrayList<>();
        double own = 0;
        for (BlasCandidate candidate : candidates) {
            if (candidate.failure() != null) {
                String remedy = candidate.blas() == used ? " Select the other one with DIPTYCH_BLAS." : "";
                warnings.add(candidate.blas() + " cannot be used: " + candidate.failure() + "." + remedy);
            } else if (candidate.blas() == used) {
                own = candidate.linearGflops();
            }
        }
        for (BlasCandidate candidate : candidates) {
            if (candidate.failure() == null && own > 0 && candidate.linearGflops() > FASTER * own) {
                warnings.add("%s multiplies %.1f times as fast as %s on this machine: set DIPTYCH_BLAS=%s"
                        .formatted(
                                candidate.blas(),
                                candidate.linearGflops() / own,
                                used,
                                candidate.blas().setting()));
            }
        }
        return warnings;
    }
}
