package dev.diptych.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TokenizeCommandTest {

    @TempDir
    private Path directory;

    @BeforeEach
    void writeVocabulary() throws IOException {
        Files.write(
                directory.resolve("vocab.txt"),
                List.of("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "a", "dog", "##s", "猫", "@"));
    }

    @Test
    void eachTextIsALineOfJson() throws Exception {
        var result = CommandInProcess.diptych("tokenize", directory.toString(), "a dogs", "猫", "@a");
        assertEquals(0, result.status(), result.err());
        assertEquals(
                List.of(
                        "{\"text\":\"a dogs\",\"ids\":[2,5,6,7,3],\"tokens\":[\"[CLS]\",\"a\",\"dog\",\"##s\",\"[SEP]\"]}",
                        "{\"text\":\"猫\",\"ids\":[2,8,3],\"tokens\":[\"[CLS]\",\"猫\",\"[SEP]\"]}",
                        "{\"text\":\"@a\",\"ids\":[2,9,5,3],\"tokens\":[\"[CLS]\",\"@\",\"a\",\"[SEP]\"]}"),
                result.out().lines().toList());
    }

    @Test
    void aLongTextIsCutAndKeepsItsEnd() throws Exception {
        var result = CommandInProcess.diptych("tokenize", directory.toString(), "--max-length", "4", "a dog a dog");
        assertTrue(result.out().contains("\"ids\":[2,5,6,3]"), result.out() + result.err());
    }

    @Test
    void textsAndAFileTogetherAreRefused() throws Exception {
        var result = CommandInProcess.diptych("tokenize", directory.toString(), "a", "--file", "texts.txt");
        assertEquals(2, result.status());
        assertEquals(1, result.errLines().size(), result.err());
    }
}
