package dev.diptych.data.internal.table;

import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.charset.StandardCharsets;

/// The characters of a reader as bytes in UTF-8.
final class TranscodedInput extends InputStream {

    private final Reader reader;
    private final char[] characters = new char[4096];
    private int carried; // first half of a surrogate pair, at the beginning of `characters`
    private byte[] bytes = new byte[0];
    private int next;

    TranscodedInput(Reader reader) {
        this.reader = reader;
    }

    @Override
    public int read() throws IOException {
        return fill() ? bytes[next++] & 0xFF : -1;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (!fill()) {
            return -1;
        }
        int count = Math.min(length, bytes.length - next);
        System.arraycopy(bytes, next, target, offset, count);
        next += count;
        return count;
    }

    @Override
    public void close() throws IOException {
        reader.close();
    }

    private boolean fill() throws IOException {
        while (next == bytes.length) {
            int count = reader.read(characters, carried, characters.length - carried);
            if (count < 0) {
                return false;
            }
            int end = carried + count;
            carried = end > 0 && Character.isHighSurrogate(characters[end - 1]) ? 1 : 0;
            bytes = new String(characters, 0, end - carried).getBytes(StandardCharsets.UTF_8);
            next = 0;
            if (carried > 0) {
                characters[0] = characters[end - 1];
            }
        }
        return true;
    }
}
