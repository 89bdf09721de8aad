package dev.diptych.torch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// In processes of their own, since a process has one BLAS.
final class ProductThreadsTest {

    /// Prints the threads of a product before, in, between and after two overlapping calls of [ParallelWork].
    static final class Program {
        private Program() {}

        static void main() throws InterruptedException {
            NativeLibraries.prepare();
            Libtorch.useThreads(2);
            int before = ProductThreads.count();
            Set<Integer> within = new TreeSet<>();
            CountDownLatch secondBegan = new CountDownLatch(1);
            CountDownLatch firstEnded = new CountDownLatch(1);
            Thread second = Thread.ofPlatform()
                    .start(() -> ParallelWork.run(2, _ -> {
                        secondBegan.countDown();
                        await(firstEnded);
                    }));
            ParallelWork.run(2, _ -> {
                await(secondBegan);
                synchronized (within) {
                    within.add(ProductThreads.count());
                }
            });
            Libtorch.useThreads(3); // deferred
            int between = ProductThreads.count();
            firstEnded.countDown();
            second.join();
            int after = ProductThreads.count();
            Libtorch.useThreads(1);
            System.out.print(before + " " + within + " " + between + " " + after + " " + ProductThreads.count());
        }

        private static void await(CountDownLatch event) {
            try {
                event.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"openblas, 2 [1] 1 3 1", "mkl, 0 [0] 0 0 0"})
    void tasksThatRunInParallelMultiplyOnOneThreadEach(String blas, String expected)
            throws IOException, InterruptedException {
        assumeTrue(Blas.available().contains(Blas.named(blas, "parameter")));
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-Ddiptych.blas=" + blas,
                        "-cp",
                        System.getProperty("java.class.path"),
                        Program.class.getName())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor());
        assertEquals(expected, output);
    }
}
