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

final class NegativesCommandTest {

    @TempDir
    private Path directory;

    @BeforeEach
    void writeData() throws IOException {
        Files.write(directory.resolve("a.png"), new byte[] {0}); // looked for, not opened
        Files.write(
                directory.resolve("captions.csv"),
                List.of("image,caption", "a.png,A dog chases a cat over a fence .", "a.png,Nothing to swap"));
    }

    @Test
    void writesATableThatIsReadAsSwappedCaptions() throws Exception {
        var result = CommandInProcess.diptych("negatives", directory.toString(), "--kinds", "relation", "--json");
        assertEquals(0, result.status(), result.err());
        assertTrue(result.out().contains("\"relation\""), result.out());
        assertEquals(
                List.of(
                        "image,caption,negative,kind",
                        "a.png,A dog chases a cat over a fence .,A dog chases a cat under a fence .,relation"),
                Files.readAllLines(directory.resolve("swapped.csv")));
    }

    @Test
    void refusesToReplaceATableAndToWriteAnEmptyOne() throws Exception {
        Path table = directory.resolve("swapped.csv");
        var empty = CommandInProcess.diptych("negatives", directory.toString(), "--kinds", "number");
        assertEquals(2, empty.status());
        assertTrue(empty.err().contains("none of its 2 captions matches one of them"), empty.err());
        Files.writeString(table, "image,caption,negative,kind\n");
        var existing = CommandInProcess.diptych("negatives", directory.toString());
        assertEquals(2, existing.status());
        assertTrue(existing.err().contains("swapped.csv already exists"), existing.err());
        assertEquals(
                2,
                CommandInProcess.diptych("negatives", directory.toString(), "--kinds", "verb")
                        .status());
    }

    @Test
    void takesAnyFormatAndThenAsksWhereTo() throws Exception {
        Path lines = Files.writeString(
                directory.resolve("pairs.jsonl"),
                "{\"image\": \"a.png\", \"caption\": \"A dog chases a cat over a fence .\"}\n");
        var unnamed = CommandInProcess.diptych("negatives", lines.toString());
        assertEquals(2, unnamed.status());
        assertTrue(unnamed.err().contains("specify the output file with --out"), unnamed.err());
        var pattern = CommandInProcess.diptych(
                "negatives", directory.resolve("*.jsonl").toString());
        assertEquals(2, pattern.status());
        assertTrue(pattern.err().contains("specify the output file with --out"), pattern.err());
        Path table = directory.resolve("made.csv");
        var result = CommandInProcess.diptych(
                "negatives", lines.toString(), "--kinds", "relation", "--out", table.toString());
        assertEquals(0, result.status(), result.err());
        assertEquals(
                "a.png,A dog chases a cat over a fence .,A dog chases a cat under a fence .,relation",
                Files.readAllLines(table).get(1));
    }
}
