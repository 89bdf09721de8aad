package dev.diptych.text.internal;

import dev.diptych.base.InvalidInputException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Reads the lines of a `vocab.txt` as Hugging Face does: lines end at line feeds only, white space at their end does
/// not count, and a token on several lines has the id of the last one. A byte order mark at the start is no part of
/// the first token.
public final class VocabularyLines {

    private static final String BYTE_ORDER_MARK = "\uFEFF";

    private VocabularyLines() {}

    /// Returns one token for each id. An id whose token has a later line gets a name that no text contains.
    ///
    /// @throws InvalidInputException if the file cannot be read, or is not UTF-8
    public static List<String> read(Path file) {
        String text = text(file);
        List<String> lines = new ArrayList<>();
        int start = text.startsWith(BYTE_ORDER_MARK) ? 1 : 0;
        for (int end = text.indexOf('\n', start); end >= 0; end = text.indexOf('\n', start)) {
            lines.add(trimmed(text.substring(start, end)));
            start = end + 1;
        }
        if (start < text.length()) {
            lines.add(trimmed(text.substring(start)));
        }
        Map<String, Integer> last = HashMap.newHashMap(lines.size());
        for (int id = 0; id < lines.size(); id++) {
            Integer earlier = last.put(lines.get(id), id);
            if (earlier != null) {
                lines.set(earlier, "[replaced by line %d] %d".formatted(id + 1, earlier));
            }
        }
        return lines;
    }

    private static String trimmed(String line) {
        int end = line.length();
        while (end > 0 && BertCharacters.isWhiteSpace(line.charAt(end - 1))) {
            end--;
        }
        return line.substring(0, end);
    }

    private static String text(Path file) {
        byte[] bytes;
        try {
            bytes = Files.readAllBytes(file);
        } catch (IOException e) {
            throw new InvalidInputException(
                    "%s: cannot be read (%s); check that it is a readable file".formatted(file, e), e);
        }
        CharBuffer text = CharBuffer.allocate(bytes.length);
        ByteBuffer source = ByteBuffer.wrap(bytes);
        CoderResult result = StandardCharsets.UTF_8.newDecoder().decode(source, text, true);
        long line = text.flip().toString().lines().count();
        if (result.isError()) {
            throw new InvalidInputException(
                    "%s:%d: is not UTF-8; save the file as UTF-8".formatted(file, Math.max(1, line)));
        }
        return text.toString();
    }
}
