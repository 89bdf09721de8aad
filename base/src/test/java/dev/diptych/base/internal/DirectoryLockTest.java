package dev.diptych.base.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diptych.base.InvalidInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DirectoryLockTest {

    @TempDir
    private Path folder;

    @Test
    void aDirectoryThatStaysEmptyIsDeletedWithTheParentsThatWereMadeForIt() {
        Path run = folder.resolve("runs/first");
        DirectoryLock.takeEmpty(run, "a run").close();
        assertFalse(Files.exists(folder.resolve("runs")));
        assertTrue(Files.exists(folder));
    }

    @Test
    void aDirectoryWithContentAndOneThatExistedBeforeAreKept() throws IOException {
        Path run = folder.resolve("runs/first");
        try (DirectoryLock _ = DirectoryLock.takeEmpty(run, "a run")) {
            Files.writeString(run.resolve("recipe.yaml"), "seed: 0");
        }
        assertTrue(Files.exists(run.resolve("recipe.yaml")));
        Path empty = Files.createDirectory(folder.resolve("empty"));
        DirectoryLock.takeEmpty(empty, "a run").close();
        assertTrue(Files.exists(empty));
    }

    @Test
    void aParentThatHasOtherEntriesIsKept() throws IOException {
        Path runs = Files.createDirectory(folder.resolve("runs"));
        Files.writeString(runs.resolve("note"), "");
        DirectoryLock.takeEmpty(runs.resolve("first"), "a run").close();
        assertTrue(Files.exists(runs.resolve("note")));
        assertFalse(Files.exists(runs.resolve("first")));
    }

    @Test
    void theReasonIsNamedWhereADirectoryCannotBeCreated() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "");
        String message = String.valueOf(
                assertThrows(InvalidInputException.class, () -> DirectoryLock.takeEmpty(file.resolve("run"), "a run"))
                        .getMessage());
        assertTrue(message.startsWith(file.resolve("run") + ": the directory cannot be created ("), message);
        assertTrue(message.endsWith("); choose another --out"), message);
        assertEquals(-1, message.indexOf("(" + file), message);
    }
}
