package dev.diptych.cli.support;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diptych.base.InvalidInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TextLinesTest {

    @TempDir
    private Path directory;

    private Path file(String name, String content) throws IOException {
        return Files.writeString(directory.resolve(name), content);
    }

    @Test
    void everyLineOfAPlainFileIsAText() throws IOException {
        assertEquals(List.of("a dog", "", "{a} cat"), TextLines.read(file("plain.txt", "a dog\n\n{a} cat\n")));
    }

    @Test
    void jsonLinesAreSeenByTheirFirstLine() throws IOException {
        assertEquals(
                List.of("a dog", "é"),
                TextLines.read(file("some.txt", "{\"text\": \"a dog\", \"id\": 1}\n\n{\"text\": \"\\u00e9\"}\n")));
    }

    @Test
    void aBrokenJsonLineIsNamed() throws IOException {
        Path file = file("texts.jsonl", "{\"text\": \"a\"}\n{\"caption\": \"b\"}\n");
        var refusal = assertThrows(InvalidInputException.class, () -> TextLines.read(file));
        assertTrue(refusal.toString().contains(": " + file + ", line 2: "), refusal.toString());
    }

    @Test
    void bytesThatAreNotUtf8AreRefused() throws IOException {
        Path file = Files.write(directory.resolve("latin.txt"), new byte[] {'a', (byte) 0xE9, '\n'});
        assertThrows(InvalidInputException.class, () -> TextLines.read(file));
    }
}
