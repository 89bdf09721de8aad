package dev.diptych.data.internal.archive;

import dev.hardwood.InputFile;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;

/// A file for the Parquet reader that is read and not mapped: a mapped one that another program cuts short while it is
/// read ends the process with a bus error. The ranges are outside the heap, where native decompression wants them.
public final class ReadFile implements InputFile {

    /// What a reader may read of a file: some times its length, and this much more.
    private static final int OFTENEST = 8;

    private static final long LEAST_BUDGET = 64L << 20;

    /// What a read counts at least, in bytes.
    private static final int LEAST_READ = 4096;

    private final Path file;
    private final AtomicLong read = new AtomicLong();
    private long length = -1;

    public ReadFile(Path file) {
        this.file = file;
    }

    @Override
    public void open() throws IOException {
        length = Files.size(file);
    }

    @Override
    public ByteBuffer readRange(long offset, int count) throws IOException {
        if (offset < 0 || count < 0 || offset + count > length()) {
            throw new EOFException("it has no %d bytes at %d".formatted(count, offset));
        }
        // A damaged page header may send the reader to the same page for ever.
        if (read.addAndGet(Math.max(count, LEAST_READ)) > OFTENEST * length() + LEAST_BUDGET) {
            throw new IOException("its pages lead back to one another");
        }
        ByteBuffer range = ByteBuffer.allocateDirect(count);
        try (FileChannel channel = FileChannel.open(file)) {
            while (range.hasRemaining()) {
                if (channel.read(range, offset + range.position()) < 0) {
                    throw new EOFException("it has become shorter");
                }
            }
        }
        return range.flip();
    }

    @Override
    public long length() throws IOException {
        if (length < 0) {
            throw new IOException(file + " is not open");
        }
        return length;
    }

    @Override
    public String name() {
        return file.toString();
    }

    @Override
    public void close() {
        length = -1;
    }
}
