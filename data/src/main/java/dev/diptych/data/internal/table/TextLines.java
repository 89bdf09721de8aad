package dev.diptych.data.internal.table;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// Reads a text file line by line. A line that is no text is marked, and the next one is read as if it were not there.
public final class TextLines implements AutoCloseable {

    private static final int LONGEST = 16 << 20;

    /// Line of a text.
    ///
    /// @param number its number, starting at 1
    /// @param end its line terminator; empty at the end of the file
    /// @param problem why the line cannot be used; null if it can
    public record Line(
            long number, String text, String end, @Nullable String problem) {}

    private final InputStream stream;
    private final byte[] buffer = new byte[1 << 16];
    private int used;
    private int next;
    private long number;

    public TextLines(Path file) throws IOException {
        stream = TextInput.open(file);
    }

    /// Returns the next line; null at the end.
    public @Nullable Line next() throws IOException {
        if (peek() < 0) {
            return null;
        }
        number++;
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        boolean tooLong = false;
        String end = "";
        while (end.isEmpty() && peek() >= 0) {
            int from = next;
            while (next < used && buffer[next] != '\n' && buffer[next] != '\r') {
                next++;
            }
            int taken = Math.min(next - from, LONGEST - line.size());
            line.write(buffer, from, taken);
            tooLong |= taken < next - from;
            if (next < used) {
                boolean isReturn = buffer[next++] == '\r';
                end = !isReturn ? "\n" : peek() == '\n' ? "\r\n" : "\r";
                next += end.length() - 1;
            }
        }
        byte[] bytes = line.toByteArray();
        return tooLong
                ? new Line(number, "", end, "the line is longer than %d bytes".formatted(LONGEST))
                : decode(bytes, end);
    }

    private Line decode(byte[] bytes, String end) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            return new Line(
                    number, text, end, text.indexOf('\0') < 0 ? null : "it has a NUL character; remove that character");
        } catch (CharacterCodingException _) {
            return new Line(
                    number,
                    new String(bytes, StandardCharsets.UTF_8),
                    end,
                    "it is not UTF-8; save the file as UTF-8, or remove the row");
        }
    }

    private int peek() throws IOException {
        if (next == used) {
            used = Math.max(0, stream.read(buffer));
            next = 0;
        }
        return next == used ? -1 : buffer[next] & 0xFF;
    }

    @Override
    public void close() throws IOException {
        stream.close();
    }
}
