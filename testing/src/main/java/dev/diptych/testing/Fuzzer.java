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

/// Feeds a reader files damaged by chance, the same ones for the same seed: each must be read, or refused by the one
/// exception that the reader has for that, within seconds; nothing else may be thrown, memory errors included.
///
/// 100 cases for each reader in the build, ten seconds of them with `-Pslow`; `-Dfuzz.seconds=600` takes ten minutes
/// for each, and prints what was
/// tried. What fails is kept in `target/fuzz`.
public final class Fuzzer {

    private static final Integer SECONDS = Integer.getInteger("fuzz.seconds");
    private static final int CASES_IN_THE_BUILD = 100;
    private static final double LONGEST_CASE = 2; // seconds of processor time
    private static final long HANG = 60; // seconds

    private Fuzzer() {}

    /// The reader under test.
    @FunctionalInterface
    public interface Target {

        /// Reads the bytes.
        ///
        /// @return false where it refused them as it should
        boolean reads(byte[] bytes) throws IOException;
    }

    private record Outcome(boolean read, double seconds) {}

    /// @param name of the reader
    /// @param samples whole inputs; all are damaged, and parts of one are put into another
    public static void fuzz(String name, long seed, List<byte[]> samples, Target target) throws Exception {
        for (byte[] sample : samples) {
            assertTrue(target.reads(sample), name + ": a whole sample was refused");
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
        assertTrue(refused > 0, name + ": none of " + cases + " was refused");
        if (SECONDS != null) {
            System.err.printf(
                    "%s: %,d cases, %,d refused, the slowest took %.2f s; peak memory %s%n",
                    name, cases, refused, slowest, peakMemory());
        }
    }

    /// Whether a reader reads; it may refuse, in one line.
    public static boolean reads(Runnable reader) {
        try {
            reader.run();
            return true;
        } catch (InvalidInputException refused) {
            requireOneLine(refused);
            return false;
        }
    }

    /// What a refusal must look like.
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

    // Of the whole process, native memory included; only Linux says it.
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
