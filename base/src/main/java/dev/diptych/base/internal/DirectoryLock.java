package dev.diptych.base.internal;

import dev.diptych.base.InvalidInputException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/// Lock on a directory, held until it is closed or the process ends. It uses a file `.lock` in the
/// directory, which remains. A directory that [#takeEmpty] created and that is still empty is
/// deleted with its lock.
public final class DirectoryLock implements AutoCloseable {

    public static final String FILE = ".lock";

    // Locks of this process. POSIX drops all of a process's locks on a file when it closes any channel to it, so a
    // second attempt must be rejected before the file is opened.
    private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

    private final Path key;
    private final FileChannel channel;
    private final List<Path> created; // directories that are deleted if they are empty, the innermost first

    private DirectoryLock(Path key, FileChannel channel, List<Path> created) {
        this.key = key;
        this.channel = channel;
        this.created = created;
    }

    /// @throws InvalidInputException if the lock is held by this or another process
    public static DirectoryLock take(Path directory) {
        return take(directory, List.of());
    }

    private static DirectoryLock take(Path directory, List<Path> created) {
        try {
            Path key = directory.toRealPath();
            if (!HELD.add(key)) {
                throw inUse(directory);
            }
            try {
                return new DirectoryLock(key, open(directory), created);
            } catch (IOException | RuntimeException e) {
                HELD.remove(key);
                throw e;
            }
        } catch (IOException e) {
            throw new InvalidInputException(directory + ": cannot be locked for writing: " + e.getMessage(), e);
        }
    }

    /// Creates a directory, or uses an empty one, and locks it.
    ///
    /// @param purpose what it is for, for example `a run`
    /// @throws InvalidInputException if it is a file, contains anything but leftovers of a killed process, or is
    ///     in use
    public static DirectoryLock takeEmpty(Path directory, String purpose) {
        if (Files.exists(directory) && !Files.isDirectory(directory)) {
            throw new InvalidInputException(
                    "%s: %s needs a directory, but this is a file; choose another --out".formatted(directory, purpose));
        }
        List<Path> missing = missing(directory);
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw new InvalidInputException(
                    directory + ": the directory cannot be created (" + IoReason.of(e) + "); choose another --out", e);
        }
        refuseContent(directory, purpose);
        DirectoryLock lock = take(directory, missing);
        try {
            AtomicFile.sweep(directory);
            refuseContent(directory, purpose); // created by another process in the meantime
        } catch (RuntimeException e) {
            lock.close();
            throw e;
        }
        return lock;
    }

    // The directory and its parents that do not exist yet, the innermost first.
    private static List<Path> missing(Path directory) {
        List<Path> missing = new ArrayList<>();
        for (Path each = directory.toAbsolutePath().normalize();
                each != null && !Files.exists(each);
                each = each.getParent()) {
            missing.add(each);
        }
        return List.copyOf(missing);
    }

    private static void refuseContent(Path directory, String purpose) {
        try (Stream<Path> entries = Files.list(directory)) {
            if (entries.anyMatch(entry -> !entry.endsWith(FILE) && !AtomicFile.isLeftover(entry))) {
                throw new InvalidInputException(
                        "%s: contains other files; %s needs an empty or new directory; choose another --out"
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
            if (!created.isEmpty()) {
                deleteIfEmpty();
            }
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            HELD.remove(key);
        }
    }

    private void deleteIfEmpty() throws IOException {
        try (Stream<Path> entries = Files.list(key)) {
            if (entries.anyMatch(entry -> !entry.endsWith(FILE))) {
                return;
            }
        } catch (NoSuchFileException gone) {
            return;
        }
        Files.deleteIfExists(key.resolve(FILE));
        for (Path each : created) {
            try {
                Files.deleteIfExists(each);
            } catch (DirectoryNotEmptyException used) {
                return; // by another process in the meantime
            }
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
                directory + ": another run is writing to it; wait until it ends or choose another --out");
    }
}
