package dev.diptych.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/// A command under way, for tests that stop or kill it. Closing kills it.
final class RunningCommand implements AutoCloseable {

    private static final Duration LONGEST = Duration.ofMinutes(3);

    private final Process process;
    private final Path err;

    private RunningCommand(Process process, Path err) {
        this.process = process;
        this.err = err;
    }

    /// @param folder for what it writes to standard error
    static RunningCommand diptych(Path folder, String... arguments) throws IOException {
        Path err = Files.createTempFile(folder, "err", ".txt");
        Process process = new ProcessBuilder(CommandProcess.command(List.of(), arguments))
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(err.toFile())
                .start();
        return new RunningCommand(process, err);
    }

    /// Waits until something is so, or the process has ended, looking every 50 microseconds.
    ///
    /// @return whether it is so while the process lives
    boolean await(BooleanSupplier event) {
        long start = System.nanoTime();
        while (process.isAlive() && System.nanoTime() - start < LONGEST.toNanos()) {
            if (event.getAsBoolean()) {
                return process.isAlive();
            }
            LockSupport.parkNanos(50_000); // checkpoints are written in milliseconds; the command needs the processor
        }
        return false;
    }

    long processId() {
        return process.pid();
    }

    /// `kill -9`, at once; nothing of the process runs any more when this returns.
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /// SIGTERM.
    void terminate() {
        process.destroy();
    }

    /// The exit status, once it has ended by itself.
    int status() throws InterruptedException {
        if (!process.waitFor(LONGEST.toSeconds(), TimeUnit.SECONDS)) {
            throw new IllegalStateException("did not end within " + LONGEST);
        }
        return process.exitValue();
    }

    boolean endsWithin(Duration time) throws InterruptedException {
        return process.waitFor(time.toMillis(), TimeUnit.MILLISECONDS);
    }

    String err() throws IOException {
        return Files.readString(err);
    }

    boolean errContains(String text) {
        try {
            return err().contains(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws InterruptedException {
        kill();
    }
}
