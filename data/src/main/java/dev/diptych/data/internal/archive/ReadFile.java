package dev.diptych.data.internal.archive;

import dev.hardwood.InputFile;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;

/// File for the Parquet reader that is read instead of mapped: if another program truncates a mapped file, the process
/// ends with a bus error. The ranges are outside the heap, as native decompression requires.
public final class ReadFile implements InputFile {

    /// Limit of the bytes that a reader may read: a multiple of the file length plus this constant.
    private static final int OFTENEST = 8;

    private static final long LEAST_BUDGET = 64L << 20;

    /// Minimum number of bytes that a read counts as.
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
        // A damaged page header could make the reader read the same page forever.
        if (read.addAndGet(Math.max(count, LEAST_READ)) > OFTENEST * length() + LEAST_BUDGET) {
            throw new IOException("its pages refer to each other in a cycle");
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
