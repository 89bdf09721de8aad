package dev.diptych.data.internal.table;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/// A stream that can be read again from a position that is not released yet.
final class ReplayInput extends InputStream {

    private static final int RELEASE_FROM = 1 << 16;

    private final InputStream stream;
    private byte[] kept = new byte[1 << 14];
    private int length; // bytes that are kept
    private long start; // position of the first of them
    private int next; // of them

    ReplayInput(InputStream stream) {
        this.stream = stream;
    }

    /// Continues at `position`, which is at or after the last released one, and forgets all bytes before it.
    void rewind(long position) {
        next = Math.toIntExact(position - start);
        release(position);
    }

    /// Permits to forget the bytes before `position`.
    void release(long position) {
        int count = Math.toIntExact(position - start);
        if (count >= RELEASE_FROM || count > 0 && count == length) {
            System.arraycopy(kept, count, kept, 0, length - count);
            length -= count;
            next -= count;
            start = position;
        }
    }

    @Override
    public int read() throws IOException {
        return fill() ? kept[next++] & 0xFF : -1;
    }

    @Override
    public int read(byte[] target, int offset, int wanted) throws IOException {
        if (wanted == 0) {
            return 0;
        }
        if (!fill()) {
            return -1;
        }
        int count = Math.min(wanted, length - next);
        System.arraycopy(kept, next, target, offset, count);
        next += count;
        return count;
    }

    @Override
    public void close() throws IOException {
        stream.close();
    }

    private boolean fill() throws IOException {
        if (next < length) {
            return true;
        }
        if (length == kept.length) {
            kept = Arrays.copyOf(kept, 2 * kept.length);
        }
        int count = stream.read(kept, length, kept.length - length);
        length += Math.max(0, count);
        return count > 0;
    }
}
