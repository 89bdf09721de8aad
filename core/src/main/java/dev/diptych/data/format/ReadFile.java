package dev.diptych.data.format;

import dev.hardwood.InputFile;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/// A file for the Parquet reader that is read and not mapped: a mapped one that another program cuts short while it is
/// read ends the process with a bus error. The ranges are outside the heap, where native decompression wants them.
final class ReadFile implements InputFile {

    private final Path file;
    private long length = -1;

    ReadFile(Path file) {
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
