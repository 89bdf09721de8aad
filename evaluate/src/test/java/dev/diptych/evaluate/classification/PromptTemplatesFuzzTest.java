package dev.diptych.evaluate.classification;

import dev.diptych.testing.Fuzzer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Damaged files of prompts are read or refused in one line.
final class PromptTemplatesFuzzTest {

    @TempDir
    private Path folder;

    @Test
    void namedLists() throws Exception {
        Path file = folder.resolve("templates.json");
        String whole = "{\"food\": [\"a photo of a {c}.\", \"{c}, a dish\"], \"cars\": [\"a {c}\"]}";
        Fuzzer.fuzz("templates.json", 1, List.of(whole.getBytes(StandardCharsets.UTF_8)), bytes -> {
            Files.write(file, bytes);
            return Fuzzer.reads(() -> PromptTemplates.read(file + "#food"));
        });
    }

    @Test
    void lines() throws Exception {
        Path file = folder.resolve("templates.txt");
        Fuzzer.fuzz(
                "templates.txt",
                2,
                List.of("a photo of a {c}.\nthe {c} 猫\n".getBytes(StandardCharsets.UTF_8)),
                bytes -> {
                    Files.write(file, bytes);
                    return Fuzzer.reads(() -> PromptTemplates.read(file.toString()));
                });
    }
}
