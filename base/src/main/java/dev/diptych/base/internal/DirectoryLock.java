package dev.diptych.base.internal;

import dev.diptych.base.InvalidInputException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/// A lock on a directory, held until closed or until the process ends, by way of a file `.lock` in it that stays.
public final class DirectoryLock implements AutoCloseable {

    public static final String FILE = ".lock";

    // What this process holds. POSIX drops all of a process's locks on a file when it closes any channel to it, so a
    // second opening must be refused before the file is touched.
    private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

    private final Path key;
    private final FileChannel channel;

    private DirectoryLock(Path key, FileChannel channel) {
        this.key = key;
        this.channel = channel;
    }

    /// @throws InvalidInputException if the lock is held already, here or by another process
    public static DirectoryLock take(Path directory) {
        try {
            Path key = directory.toRealPath();
            if (!HELD.add(key)) {
                throw inUse(directory);
            }
            try {
                return new DirectoryLock(key, open(directory));
            } catch (IOException | RuntimeException e) {
                HELD.remove(key);
                throw e;
            }
        } catch (IOException e) {
            throw new InvalidInputException(directory + ": cannot be locked for writing: " + e.getMessage(), e);
        }
    }

    /// Makes a directory, or takes an empty one, and locks it.
    ///
    /// @param purpose what it is for, say `a run`
    /// @throws InvalidInputException if it is a file, holds more than what a killed process left, or is in use
    public static DirectoryLock takeEmpty(Path directory, String purpose) {
        if (Files.exists(directory) && !Files.isDirectory(directory)) {
            throw new InvalidInputException(
                    "%s: %s needs a directory, and this is a file; choose another --out".formatted(directory, purpose));
        }
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw new InvalidInputException(directory + ": the directory cannot be made: " + e.getMessage(), e);
        }
        refuseContent(directory, purpose);
        DirectoryLock lock = take(directory);
        try {
            AtomicFile.sweep(directory);
            refuseContent(directory, purpose); // what another process made in between
        } catch (RuntimeException e) {
            lock.close();
            throw e;
        }
        return lock;
    }

    private static void refuseContent(Path directory, String purpose) {
        try (Stream<Path> entries = Files.list(directory)) {
            if (entries.anyMatch(entry -> !entry.endsWith(FILE) && !AtomicFile.isLeftover(entry))) {
                throw new InvalidInputException(
                        "%s: holds other files; %s needs an empty or new directory, choose another --out"
                                .formatted(directory, purpose));
            }
        } catch (IOException e) {
            throw new InvalidInputException(directory + ": cannot be read: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        if (!channel.isOpen()) {
            return;
        }
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            HELD.remove(key);
        }
    }

    private static FileChannel open(Path directory) throws IOException {
        FileChannel channel =
                FileChannel.open(directory.resolve(FILE), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        boolean locked = false;
        try {
            locked = channel.tryLock() != null;
        } finally {
            if (!locked) {
                channel.close();
            }
        }
        if (!locked) {
            throw inUse(directory);
        }
        return channel;
    }

    private static InvalidInputException inUse(Path directory) {
        return new InvalidInputException(
                directory + ": another run is writing to it now; wait for its end or choose another --out");
    }
}
