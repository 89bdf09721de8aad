package dev.diptych.testing;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diptych.base.InvalidInputException;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/// Feeds a reader damaged files, the same ones for the same seed: each must be read, or rejected with the reader's
/// own exception, within seconds; nothing else may be thrown, including memory errors.
///
/// The build runs a fixed number of cases for each reader; `-Dfuzz.seconds=600` runs ten minutes for each and prints
/// statistics. Failing inputs are kept in `target/fuzz`.
public final class Fuzzer {

    private static final Integer SECONDS = Integer.getInteger("fuzz.seconds");
    private static final int CASES_IN_THE_BUILD = 100;
    // Seconds of processor time. The first use of the memory of a large image takes some of them on virtual machines.
    private static final double LONGEST_CASE = 15;
    private static final long HANG = 120; // seconds

    private Fuzzer() {}

    /// Reader under test.
    @FunctionalInterface
    public interface Target {

        /// Reads the bytes.
        ///
        /// @return false if it rejected them properly
        boolean reads(byte[] bytes) throws IOException;
    }

    private record Outcome(boolean read, double seconds) {}

    /// @param name of the reader
    /// @param samples valid inputs; all are damaged, and parts of one are inserted into another
    public static void fuzz(String name, long seed, List<byte[]> samples, Target target) throws Exception {
        for (byte[] sample : samples) {
            assertTrue(target.reads(sample), name + ": a whole sample was rejected");
        }
        Mutations mutations = new Mutations(samples, generator(seed));
        long start = System.nanoTime();
        int cases = 0;
        int refused = 0;
        double slowest = 0;
        ExecutorService worker =
                Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().factory());
        try {
            while (SECONDS == null ? cases < CASES_IN_THE_BUILD : (System.nanoTime() - start) / 1e9 < SECONDS) {
                byte[] damaged = mutations.next();
                cases++;
                Outcome outcome = outcome(worker, name, cases, damaged, target);
                refused += outcome.read() ? 0 : 1;
                slowest = Math.max(slowest, outcome.seconds());
                assertTrue(
                        SECONDS == null || outcome.seconds() < LONGEST_CASE,
                        () -> name + ": took " + outcome.seconds() + " s, see " + kept(name, damaged));
            }
        } finally {
            worker.shutdownNow(); // and not close, which would wait for a reader that hangs
        }
        assertTrue(refused > 0, name + ": none of " + cases + " was rejected");
        if (SECONDS != null) {
            System.err.printf(
                    "%s: %,d cases, %,d rejected, the slowest took %.2f s; peak memory %s%n",
                    name, cases, refused, slowest, peakMemory());
        }
    }

    /// Whether a reader accepts the input; it may reject it with a one-line message.
    public static boolean reads(Runnable reader) {
        try {
            reader.run();
            return true;
        } catch (InvalidInputException refused) {
            requireOneLine(refused);
            return false;
        }
    }

    /// Requirements on a rejection message.
    public static void requireOneLine(InvalidInputException refused) {
        assertTrue(String.valueOf(refused.getMessage()).lines().count() == 1, refused.getMessage());
    }

    private static Outcome outcome(ExecutorService worker, String name, int number, byte[] damaged, Target target)
            throws InterruptedException {
        var future = worker.submit(() -> {
            long before = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
            boolean read = target.reads(damaged);
            return new Outcome(read, (ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - before) / 1e9);
        });
        try {
            return future.get(HANG, TimeUnit.SECONDS);
        } catch (ExecutionException failure) {
            throw new AssertionError(
                    name + ": case " + number + " failed, see " + kept(name, damaged), failure.getCause());
        } catch (TimeoutException hang) {
            throw new AssertionError(name + ": case " + number + " hangs, see " + kept(name, damaged), hang);
        }
    }

    private static Path kept(String name, byte[] damaged) {
        try {
            Path folder = Files.createDirectories(Path.of("target", "fuzz"));
            return Files.write(Files.createTempFile(folder, name.replaceAll("\\W", "-"), ".bin"), damaged)
                    .toAbsolutePath();
        } catch (IOException failure) {
            throw new java.io.UncheckedIOException(failure);
        }
    }

    private static RandomGenerator generator(long seed) {
        return RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    }

    // Peak memory of the process, including native memory; available on Linux only.
    private static String peakMemory() throws IOException {
        Path status = Path.of("/proc/self/status");
        return Files.exists(status)
                ? Files.readAllLines(status).stream()
                        .filter(line -> line.startsWith("VmHWM"))
                        .findFirst()
                        .map(line -> line.substring(6).strip())
                        .orElse("unknown")
                : "unknown";
    }
}
