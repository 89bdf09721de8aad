package dev.diptych.base.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicDirectoryTest {

    @TempDir
    private Path folder;

    private Path place() {
        return folder.resolve("model");
    }

    private void write(Path directory, String content) throws IOException {
        Files.createDirectories(directory);
        Files.writeString(directory.resolve("file"), content);
    }

    private String content() throws IOException {
        return Files.readString(place().resolve("file"));
    }

    private List<String> entries() throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.map(entry -> entry.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void aNewDirectoryAppearsWhenItIsPublished() throws IOException {
        try (AtomicDirectory directory = AtomicDirectory.replacing(place())) {
            Files.writeString(directory.path().resolve("file"), "new");
            assertFalse(Files.exists(place()));
            directory.publish();
            assertEquals("new", content());
        }
        assertEquals(List.of("model"), entries());
    }

    @Test
    void anOldDirectoryIsReplacedWhole() throws IOException {
        write(place(), "old");
        Files.writeString(place().resolve("only in the old one"), "");
        try (AtomicDirectory directory = AtomicDirectory.replacing(place())) {
            Files.writeString(directory.path().resolve("file"), "new");
            assertEquals("old", content());
            directory.publish();
        }
        assertEquals("new", content());
        assertFalse(Files.exists(place().resolve("only in the old one")));
        assertEquals(List.of("model"), entries());
    }

    @Test
    void whatIsNotPublishedIsDeletedAndTheOldDirectoryStays() throws IOException {
        write(place(), "old");
        try (AtomicDirectory directory = AtomicDirectory.replacing(place())) {
            write(directory.path().resolve("below"), "new");
        }
        assertEquals("old", content());
        assertEquals(List.of("model"), entries());
    }

    @Test
    void whatAKilledProcessLeftIsNoPartOfTheNextDirectory() throws IOException {
        write(folder.resolve("model.partial"), "of a killed process");
        write(folder.resolve("model.old"), "of an earlier one");
        try (AtomicDirectory directory = AtomicDirectory.replacing(place())) {
            assertFalse(Files.exists(directory.path().resolve("file")));
            Files.writeString(directory.path().resolve("file"), "new");
            directory.publish();
        }
        assertEquals("new", content());
        assertEquals(List.of("model"), entries());
    }

    @Test
    void aProcessKilledBetweenTheTwoMovesLosesNothing() throws IOException {
        write(folder.resolve("model.old"), "old");
        write(folder.resolve("model.partial"), "new");
        AtomicDirectory.recover(place());
        assertEquals("old", content());
        assertEquals(List.of("model"), entries());
    }

    @Test
    void aProcessKilledAfterBothMovesKeepsTheNewDirectory() throws IOException {
        write(place(), "new");
        write(folder.resolve("model.old"), "old");
        AtomicDirectory.recover(place());
        assertEquals("new", content());
        assertEquals(List.of("model"), entries());
    }

    @Test
    void whereNothingHappenedRecoveryDoesNothing() throws IOException {
        AtomicDirectory.recover(place());
        assertTrue(entries().isEmpty());
        write(place(), "model");
        AtomicDirectory.recover(place());
        assertEquals("model", content());
    }
}
