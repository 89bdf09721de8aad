package dev.diptych.hub;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/// Lock held while a blob is written, so that two processes do not download it at once; released when the process
/// ends.
///
/// On some systems, Python's libraries lock the same file by another system call. If the two do not see each other's
/// locks, the file may be downloaded twice but is still correct: it is checked and then moved into place.
final class BlobLock implements AutoCloseable {

    private static final long PAUSE_MILLISECONDS = 100;

    private final FileChannel channel;

    private BlobLock(FileChannel channel) {
        this.channel = channel;
    }

    /// Waits until the lock on `file` is free and acquires it.
    static BlobLock take(Path file, HubListener listener, String what) throws IOException, InterruptedException {
        Files.createDirectories(file.getParent());
        boolean told = false;
        while (true) {
            BlobLock lock = tryTake(file);
            if (lock != null) {
                return lock;
            }
            if (!told) {
                listener.say(what + ": another process is downloading it; waiting until it ends");
                told = true;
            }
            Thread.sleep(PAUSE_MILLISECONDS);
        }
    }

    private static @Nullable BlobLock tryTake(Path file) throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        boolean held = false;
        try {
            held = channel.tryLock() != null;
        } catch (OverlappingFileLockException elsewhereInThisProcess) {
            held = false;
        } finally {
            if (!held) {
                channel.close();
            }
        }
        return held ? new BlobLock(channel) : null;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
