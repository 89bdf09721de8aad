package dev.diptych.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/// The script at work in a bash.
@DisabledOnOs(OS.WINDOWS)
final class CompletionCommandTest {

    @TempDir
    private static Path folder;

    private static Path script;

    @BeforeAll
    static void print() throws Exception {
        var result = CommandProcess.diptych("completion", "bash");
        assertEquals(0, result.status(), result.err());
        script = Files.writeString(folder.resolve("completion.bash"), result.out());
    }

    /// What bash offers for the last of these words, among the names of the settings that the script makes.
    private static List<String> complete(String... words) throws Exception {
        List<String> quoted = new ArrayList<>();
        for (String word : words) {
            quoted.add("'" + word + "'");
        }
        String program = """
                compopt() { echo "${*: -1}"; }
                . '%s'
                COMP_WORDS=(diptych %s); COMP_CWORD=%d
                _complete_diptych
                printf '%%s\\n' "${COMPREPLY[@]}"
                """.formatted(script, String.join(" ", quoted), words.length);
        var result = CommandProcess.run(List.of("bash", "-c", program), Map.of());
        assertEquals("", result.err());
        return result.out().lines().toList();
    }

    @Test
    void completesCommandsAndOptions() throws Exception {
        assertTrue(complete("tra").contains("train"));
        assertTrue(complete("evaluate", "--su").contains("--suite"));
    }

    @Test
    void completesKeysOfRecipesWithoutABlankAfterThem() throws Exception {
        List<String> offered = complete("train", "--set", "train.learning_rates.");
        assertTrue(offered.contains("train.learning_rates.vision="), offered.toString());
        assertTrue(offered.contains("nospace"), offered.toString());
        assertTrue(complete("train", "--set", "").contains("objective.temperature="));
    }

    @Test
    void completesTheValuesOfAKeyHoweverTheShellDividesIt() throws Exception {
        assertEquals(
                List.of("train.schedule=cosine", "train.schedule=constant"),
                complete("train", "--set", "train.schedule="));
        assertEquals(List.of("cosine", "constant"), complete("train", "--set", "train.schedule", "="));
        assertEquals(List.of("cosine"), complete("train", "--set", "train.schedule", "=", "cos"));
        assertEquals(List.of("true"), complete("train", "--set", "model.fusion.enabled", "=", "t"));
        assertFalse(complete("train", "--set", "train.epochs", "=", "t").contains("true"));
    }

    @Test
    void zshLoadsItsBashCompletionFirst() throws Exception {
        var result = CommandProcess.diptych("completion", "zsh");
        assertTrue(result.out().startsWith("autoload -Uz compinit && compinit\n"), result.out());
        assertEquals(2, CommandProcess.diptych("completion", "fish").status());
    }
}
