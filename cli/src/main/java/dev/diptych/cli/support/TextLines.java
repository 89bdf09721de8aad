package dev.diptych.cli.support;

import dev.diptych.base.InvalidInputException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A file of texts: one per line, or JSON lines with a field `text`.
///
/// A file is read as JSON lines if its name ends in `.jsonl` or its first line is a JSON object with a `text`.
public final class TextLines {

    private static final JsonMapper MAPPER = new JsonMapper();

    private TextLines() {}

    /// The texts of `file`, or of standard input for `-`. An empty line is an empty text, except in JSON lines.
    public static List<String> read(Path file) throws IOException {
        List<String> lines = lines(file);
        boolean json = file.toString().endsWith(".jsonl")
                || (!lines.isEmpty() && lines.getFirst().startsWith("{") && text(lines.getFirst()) != null);
        if (!json) {
            return lines;
        }
        List<String> texts = new ArrayList<>(lines.size());
        for (int line = 0; line < lines.size(); line++) {
            if (!lines.get(line).isBlank()) {
                String text = text(lines.get(line));
                if (text == null) {
                    throw new InvalidInputException(file + ", line " + (line + 1)
                            + ": not a JSON object with a string \"text\"; fix the line");
                }
                texts.add(text);
            }
        }
        return texts;
    }

    private static List<String> lines(Path file) throws IOException {
        try {
            byte[] bytes = file.toString().equals("-") ? System.in.readAllBytes() : Files.readAllBytes(file);
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString()
                    .lines()
                    .toList();
        } catch (NoSuchFileException missing) {
            throw new InvalidInputException(file + ": no such file; pass a file of texts", missing);
        } catch (CharacterCodingException malformed) {
            throw new InvalidInputException(file + ": not UTF-8 text; convert it first", malformed);
        }
    }

    private static @Nullable String text(String line) {
        try {
            JsonNode text = MAPPER.readTree(line).get("text");
            return text != null && text.isString() ? text.stringValue() : null;
        } catch (JacksonException broken) {
            return null;
        }
    }
}
