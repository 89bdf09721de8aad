package dev.diptych.torch;

import dev.diptych.base.InvalidInputException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.SequencedMap;
import java.util.Set;

/// Libraries that may multiply float32 matrices for libtorch.
public enum Blas {
    MKL,
    OPENBLAS;

    static final Set<String> X86 = Set.of("amd64", "x86_64");

    /// Returns the library with this name, `mkl` or `openblas`.
    ///
    /// @param setting what the name was given for, for the message
    /// @throws InvalidInputException for any other name
    static Blas named(String name, String setting) {
        for (Blas blas : values()) {
            if (blas.setting().equals(name.toLowerCase(Locale.ROOT))) {
                return blas;
            }
        }
        throw new InvalidInputException(setting + " is '" + name + "'; use mkl or openblas");
    }

    /// The value of `DIPTYCH_BLAS` that selects this library.
    public String setting() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// Returns the library for a processor: OpenBLAS on AMD processors with AVX-512, on which MKL uses only AVX2;
    /// otherwise MKL, if it is on the class path. The choice depends on nothing else, so that a machine always
    /// computes the same bits.
    static Blas recommended(Processor processor, List<Blas> available) {
        if (!available.contains(MKL)) {
            return OPENBLAS;
        }
        return processor.isAmd() && processor.hasAvx512() ? OPENBLAS : MKL;
    }

    /// Environment variables with which threads wait only briefly in a loop for others, which may need the processor.
    /// OpenBLAS has threads of its own, which alternate with those of libtorch.
    public SequencedMap<String, String> threadSettings() {
        SequencedMap<String, String> settings = new LinkedHashMap<>();
        switch (this) {
            case MKL -> settings.put("GOMP_SPINCOUNT", "10000");
            case OPENBLAS -> {
                settings.put("GOMP_SPINCOUNT", "1000");
                settings.put("OPENBLAS_THREAD_TIMEOUT", "4"); // 2⁴ loops
            }
        }
        return settings;
    }

    /// The libraries on the class path for this platform. libtorch's binding always brings OpenBLAS.
    public static List<Blas> available() {
        return available(System.getProperty("os.name", ""), System.getProperty("os.arch", ""));
    }

    static List<Blas> available(String system, String architecture) {
        return hasMkl(system.toLowerCase(Locale.ROOT), architecture) ? List.of(MKL, OPENBLAS) : List.of(OPENBLAS);
    }

    private static boolean hasMkl(String system, String architecture) {
        if (!X86.contains(architecture)) {
            return false;
        }
        ClassLoader classes = Blas.class.getClassLoader();
        if (system.startsWith("linux")) {
            return classes.getResource("org/bytedeco/mkl/linux-x86_64/libmkl_rt.so.2") != null;
        }
        return system.startsWith("windows")
                && classes.getResource("org/bytedeco/mkl/windows-x86_64/mkl_rt.2.dll") != null;
    }
}
