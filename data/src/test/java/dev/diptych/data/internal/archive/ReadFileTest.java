package dev.diptych.data.internal.archive;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReadFileTest {

    @Test
    void aReaderThatIsSentBackToTheSamePageForEverIsStopped(@TempDir Path folder) throws IOException {
        Path path = Files.write(folder.resolve("a.parquet"), new byte[100]);
        try (ReadFile file = new ReadFile(path)) {
            file.open();
            for (int i = 0; i < 1000; i++) {
                assertEquals(10, file.readRange(90, 10).remaining());
            }
            IOException failure = assertThrows(IOException.class, () -> {
                for (int i = 0; i < 1_000_000; i++) {
                    file.readRange(100, 0);
                }
            });
            assertEquals("its pages refer to each other in a cycle", failure.getMessage());
        }
    }
}
