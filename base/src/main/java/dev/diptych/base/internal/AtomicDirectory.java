package dev.diptych.base.internal;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.stream.Stream;

/// Replaces a directory atomically: the new one is created next to the old one, filled by the caller, synced and moved
/// into place. A process that is killed between the two moves leaves the old directory under another name; [#recover]
/// restores it.
public final class AtomicDirectory implements AutoCloseable {

    private final Path place;

    private AtomicDirectory(Path place) {
        this.place = place;
    }

    /// Creates an empty directory next to `place` and deletes the leftovers of killed processes.
    public static AtomicDirectory replacing(Path place) throws IOException {
        var directory = new AtomicDirectory(place);
        delete(directory.path());
        Files.createDirectories(directory.path());
        return directory;
    }

    /// The directory to fill before [#publish].
    public Path path() {
        return sibling(place, ".partial");
    }

    /// Moves the directory into place and replaces the existing one.
    public void publish() throws IOException {
        sync(path());
        Path old = sibling(place, ".old");
        delete(old);
        if (Files.exists(place)) {
            Files.move(place, old, StandardCopyOption.ATOMIC_MOVE);
        }
        Files.move(path(), place, StandardCopyOption.ATOMIC_MOVE);
        AtomicFile.syncParent(place);
        delete(old);
    }

    /// Deletes the directory if it was not published.
    @Override
    public void close() {
        try {
            delete(path());
        } catch (IOException left) {
            // report the original failure instead
        }
    }

    /// Restores the old directory if a process was killed between moving it away and moving the new one in.
    public static void recover(Path place) throws IOException {
        Path old = sibling(place, ".old");
        if (Files.exists(old) && !Files.exists(place)) {
            Files.move(old, place, StandardCopyOption.ATOMIC_MOVE);
        }
        delete(old);
        delete(sibling(place, ".partial"));
    }

    private static Path sibling(Path place, String suffix) {
        Path whole = place.toAbsolutePath().normalize();
        return whole.resolveSibling(whole.getFileName() + suffix);
    }

    private static void sync(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                    channel.force(true);
                }
            }
        }
        AtomicFile.sync(directory);
    }

    private static void delete(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return;
        }
        try (Stream<Path> entries = Files.walk(directory)) {
            for (Path entry : entries.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(entry);
            }
        }
    }
}
