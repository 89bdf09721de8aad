package dev.diptych.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A BLAS library that crashes or computes wrong products, in the form of a library that is loaded before it.
@Tag("slow")
final class BrokenBlasTest {

    @TempDir
    private Path folder;

    @Test
    void aLibraryThatComputesWrongProductsIsNamed() throws Exception {
        String out = doctor("""
                void sgemm_(const char *ta, const char *tb, const int *m, const int *n, const int *k, const float *alpha,
                            const float *a, const int *lda, const float *b, const int *ldb, const float *beta, float *c,
                            const int *ldc) {
                  for (int j = 0; j < *n; j++)
                    for (int i = 0; i < *m; i++) c[i + (long) j * *ldc] = 1;
                }
                """);
        assertTrue(out.contains("a product is wrong: relative error"), out);
        assertTrue(out.contains("cannot be used"), out);
    }

    @Test
    void aLibraryThatCrashesIsNamed() throws Exception {
        String out = doctor("void sgemm_(void) { *(volatile int *) 0 = 1; }\n");
        assertTrue(out.contains("the process that tested it ended with status"), out);
        assertTrue(out.contains("cannot be used"), out);
    }

    private String doctor(String source) throws IOException, InterruptedException {
        Path library = library(source);
        var result = CommandProcess.java(List.of(), Map.of("LD_PRELOAD", library.toString()), "doctor");
        assertEquals(0, result.status(), result.err());
        return result.out();
    }

    private Path library(String source) throws IOException, InterruptedException {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/gcc")), "needs gcc");
        Path code = Files.writeString(folder.resolve("stub.c"), source);
        Path library = folder.resolve("stub.so");
        Process compiler = new ProcessBuilder(
                        "gcc", "-w", "-O1", "-shared", "-fPIC", "-o", library.toString(), code.toString())
                .inheritIO()
                .start();
        assertEquals(0, compiler.waitFor());
        return library;
    }
}
