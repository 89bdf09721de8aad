package dev.diptych.base.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicFileTest {

    @TempDir
    Path directory;

    @Test
    void replacesAFile() throws IOException {
        Path file = Files.writeString(directory.resolve("file"), "old and longer");
        AtomicFile.write(file, out -> out.write("new".getBytes(StandardCharsets.UTF_8)));
        assertEquals("new", Files.readString(file));
        assertEquals(List.of(file), files());
    }

    @Test
    void aFailureInMidWriteLeavesTheOldFileAndNoOther() throws IOException {
        Path file = Files.writeString(directory.resolve("file"), "old");
        UncheckedIOException e = assertThrows(
                UncheckedIOException.class,
                () -> AtomicFile.write(file, out -> {
                    out.write(new byte[100_000]);
                    throw new IOException("No space left on device");
                }));
        assertEquals("cannot write " + file + ": No space left on device", e.getMessage());
        assertEquals("old", Files.readString(file));
        assertEquals(List.of(file), files());
    }

    @Test
    void anErrorOfTheCallerAlsoLeavesTheOldFileAndNoOther() throws IOException {
        Path file = Files.writeString(directory.resolve("file"), "old");
        assertThrows(
                IllegalStateException.class,
                () -> AtomicFile.write(file, _ -> {
                    throw new IllegalStateException();
                }));
        assertEquals("old", Files.readString(file));
        assertEquals(List.of(file), files());
    }

    @Test
    void aMissingDirectoryIsNamed() {
        Path file = directory.resolve("absent/file");
        String message = assertThrows(UncheckedIOException.class, () -> AtomicFile.write(file, _ -> {}))
                .getMessage();
        assertTrue(String.valueOf(message).contains(file.toString()), message);
    }

    @Test
    void anInterruptedThreadStillWrites() throws IOException {
        Path file = directory.resolve("file");
        Thread.currentThread().interrupt();
        try {
            AtomicFile.write(file, out -> out.write("all".getBytes(StandardCharsets.UTF_8)));
        } finally {
            assertTrue(Thread.interrupted(), "the interrupt is kept for the caller");
        }
        assertEquals("all", Files.readString(file));
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.toList();
        }
    }
}
