package dev.diptych.data.internal.table;

import dev.diptych.base.InvalidInputException;
import dev.diptych.base.internal.GitLfs;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/// Opens text files of data sets: compressed with gzip or not, in UTF-8 or UTF-16, with or without a byte order mark.
public final class TextInput {

    private static final int HEAD = 64;

    private TextInput() {}

    /// Opens a file; the stream has the bytes of its text in UTF-8 without a byte order mark.
    ///
    /// @throws InvalidInputException if it is a pointer of Git LFS
    public static InputStream open(Path file) throws IOException {
        InputStream stream = new BufferedInputStream(Files.newInputStream(file));
        try {
            if (isGzip(head(stream))) {
                stream = new BufferedInputStream(new GZIPInputStream(stream, 1 << 16));
            }
            byte[] head = head(stream);
            requireNoPointer(file, head);
            if (startsWith(head, 0xEF, 0xBB, 0xBF)) {
                stream.skipNBytes(3);
                return stream;
            }
            Charset wide = wide(head);
            if (wide == null) {
                return stream;
            }
            if (startsWith(head, 0xFF, 0xFE) || startsWith(head, 0xFE, 0xFF)) {
                stream.skipNBytes(2);
            }
            return new TranscodedInput(new InputStreamReader(stream, wide));
        } catch (IOException | RuntimeException e) {
            stream.close();
            throw e;
        }
    }

    /// @throws InvalidInputException if the file is a pointer of Git LFS
    public static void requireNoPointer(Path file) throws IOException {
        try (InputStream stream = Files.newInputStream(file)) {
            requireNoPointer(file, stream.readNBytes(HEAD));
        }
    }

    private static void requireNoPointer(Path file, byte[] head) {
        if (new String(head, StandardCharsets.ISO_8859_1).startsWith(GitLfs.POINTER)) {
            throw new InvalidInputException(
                    "%s is a pointer of Git LFS instead of the data; run 'git lfs pull' there".formatted(file));
        }
    }

    private static boolean isGzip(byte[] head) {
        return startsWith(head, 0x1F, 0x8B);
    }

    // Without a mark, every second byte of an ASCII text is zero.
    private static @Nullable Charset wide(byte[] head) {
        boolean little = startsWith(head, 0xFF, 0xFE) || hasZeros(head, 1);
        boolean big = startsWith(head, 0xFE, 0xFF) || hasZeros(head, 0);
        return little ? StandardCharsets.UTF_16LE : big ? StandardCharsets.UTF_16BE : null;
    }

    private static boolean hasZeros(byte[] head, int offset) {
        for (int i = 0; i < 8; i++) {
            if (head.length < 8 || (head[i] == 0) != (i % 2 == offset)) {
                return false;
            }
        }
        return true;
    }

    private static boolean startsWith(byte[] head, int... wanted) {
        for (int i = 0; i < wanted.length; i++) {
            if (i >= head.length || (head[i] & 0xFF) != wanted[i]) {
                return false;
            }
        }
        return true;
    }

    private static byte[] head(InputStream stream) throws IOException {
        stream.mark(HEAD);
        byte[] head = stream.readNBytes(HEAD);
        stream.reset();
        return head;
    }
}
