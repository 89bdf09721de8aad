package dev.diptych.data.internal.archive;

import java.io.EOFException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Reads the headers of a tar archive (POSIX ustar and pax, and GNU's long names) one after another, in bounded
/// memory: only the current header and the preceding long name are kept. Archive libraries read a long name of any
/// length into memory, and a chain of such headers by recursion.
///
/// The format: POSIX.1-2017, "pax", and GNU tar's manual, "Basic Tar Format".
final class TarHeaders {

    private static final int BLOCK = 512;
    private static final int LONGEST_EXTENSION = 1 << 20;

    private final FileChannel channel;
    private final long end;
    private final Map<String, String> global = new HashMap<>();
    private long position;

    TarHeaders(FileChannel channel) throws IOException {
        this.channel = channel;
        end = channel.size();
    }

    /// Kind of a member.
    enum Kind {
        FILE,
        DIRECTORY,
        LINK,
        OTHER
    }

    /// @param offset of its content
    record Header(String name, Kind kind, long offset, long size) {}

    /// Returns the next member; null at the end of the archive.
    ///
    /// @throws IOException with the problem, if the header is invalid or the content exceeds the file
    @Nullable
    Header next() throws IOException {
        Map<String, String> own = new HashMap<>(global);
        while (true) {
            byte[] block = block();
            if (block == null) {
                return null;
            }
            long size = number(block, 124, 12);
            switch (block[156]) {
                case 'L' -> own.put("path", text(extension(size), 0, (int) size));
                case 'K' -> extension(size); // target of a link; links are rejected anyway
                case 'x', 'X' -> readPax(extension(size), own);
                case 'g' -> {
                    readPax(extension(size), global);
                    own.putAll(global);
                }
                default -> {
                    return member(block, size, own);
                }
            }
        }
    }

    private Header member(byte[] block, long size, Map<String, String> own) throws IOException {
        String name = own.getOrDefault("path", name(block));
        String stated = own.get("size");
        long length = stated == null ? size : decimal(stated);
        boolean sparse = own.containsKey("sparse");
        Kind kind = switch (block[156]) {
            case '0', 0, '7' -> sparse ? Kind.OTHER : name.endsWith("/") ? Kind.DIRECTORY : Kind.FILE;
            case '5' -> Kind.DIRECTORY;
            case '1', '2' -> Kind.LINK;
            default -> Kind.OTHER;
        };
        long content = kind == Kind.FILE || kind == Kind.OTHER ? length : 0;
        Header header = new Header(name, kind, position, content);
        skip(content);
        return header;
    }

    /// Returns the next header; null at the end, which is a block of zeros or the end of the file.
    private byte @Nullable [] block() throws IOException {
        if (position == end) {
            return null;
        }
        if (end - position < BLOCK) {
            throw new EOFException("it ends inside a header");
        }
        byte[] block = FileSlice.read(channel, position, BLOCK);
        int sum = 0;
        for (int i = 0; i < BLOCK; i++) {
            sum += i >= 148 && i < 156 ? ' ' : block[i] & 0xFF;
        }
        if (sum == 8 * ' ') {
            return null;
        }
        if (number(block, 148, 8) != sum) {
            throw new IOException("there is no header at byte %d".formatted(position));
        }
        position += BLOCK;
        return block;
    }

    private byte[] extension(long size) throws IOException {
        if (size > LONGEST_EXTENSION) {
            throw new IOException("there is a name of %d bytes at byte %d".formatted(size, position));
        }
        long start = position;
        skip(size);
        return FileSlice.read(channel, start, (int) size);
    }

    private void skip(long size) throws IOException {
        if (size > end - position) {
            throw new EOFException(
                    "it ends inside a member of %d bytes that begins at byte %d".formatted(size, position));
        }
        position = Math.min(end, position + (size + BLOCK - 1) / BLOCK * BLOCK);
    }

    // Records "LENGTH KEY=VALUE\\n", of which only a few keys are relevant.
    private static void readPax(byte[] records, Map<String, String> into) throws IOException {
        int at = 0;
        while (at < records.length && records[at] != 0) {
            int blank = at;
            int length = 0;
            while (blank < records.length && records[blank] >= '0' && records[blank] <= '9' && blank - at < 7) {
                length = 10 * length + records[blank++] - '0';
            }
            int equals = blank;
            while (equals < records.length && records[equals] != '=') {
                equals++;
            }
            int last = at + length - 1; // the line feed
            if (blank >= records.length || records[blank] != ' ' || equals >= last || last >= records.length) {
                throw new IOException("an extended header is broken");
            }
            String key = text(records, blank + 1, equals);
            if (key.startsWith("GNU.sparse.")) {
                into.put("sparse", "");
            } else if ((key.equals("path") || key.equals("size")) && equals + 1 == last) {
                into.remove(key);
            } else if (key.equals("path") || key.equals("size")) {
                into.put(key, text(records, equals + 1, last));
            }
            at = last + 1;
        }
    }

    private static String name(byte[] block) {
        String name = text(block, 0, 100);
        // GNU's own format has "ustar  " here, and timestamps instead of the prefix.
        boolean prefixed = text(block, 257, 263).equals("ustar") && block[345] != 0;
        return prefixed ? text(block, 345, 500) + "/" + name : name;
    }

    /// Decodes UTF-8 up to the first zero.
    private static String text(byte[] bytes, int from, int to) {
        int end = from;
        while (end < to && bytes[end] != 0) {
            end++;
        }
        return new String(bytes, from, end - from, StandardCharsets.UTF_8);
    }

    /// Parses octal digits, or a base-256 number if the highest bit is set; never negative.
    private static long number(byte[] block, int from, int length) throws IOException {
        long value = 0;
        if ((block[from] & 0x80) != 0) {
            for (int i = 0; i < length; i++) {
                int digit = i == 0 ? block[from] & 0x7F : block[from + i] & 0xFF;
                if (value >>> 55 != 0) {
                    throw new IOException("a number in a header is out of range");
                }
                value = value << 8 | digit;
            }
            return value;
        }
        String digits = text(block, from, from + length).strip();
        for (int i = 0; i < digits.length(); i++) {
            char digit = digits.charAt(i);
            if (digit < '0' || digit > '7') {
                throw new IOException("a header has something other than a number where one is expected");
            }
            value = value << 3 | digit - '0'; // at most 12 digits, 36 bits
        }
        return value;
    }

    private static long decimal(String digits) throws IOException {
        if (!digits.matches("\\d{1,18}")) {
            throw new IOException("an extended header has a size that is not a number");
        }
        return Long.parseLong(digits);
    }
}
