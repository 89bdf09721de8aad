package dev.diptych.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diptych.base.InvalidInputException;
import dev.diptych.report.LogEntry;
import dev.diptych.report.Metrics;
import dev.diptych.train.recipe.Recipe;
import dev.diptych.train.recipe.RecipeReader;
import dev.diptych.train.recipe.RecipeWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RunExtensionTest {

    @TempDir
    private Path run;

    /// A finished run with these values of the selection metric, one for each epoch.
    private void finished(List<String> settings, double... values) throws IOException {
        List<String> all = new ArrayList<>(settings);
        all.add("train.epochs=" + values.length);
        Files.writeString(run.resolve("recipe.yaml"), RecipeWriter.write(RecipeReader.read("test", "seed: 1", all)));
        StringBuilder log = new StringBuilder();
        for (int epoch = 1; epoch <= values.length; epoch++) {
            Metrics metrics = Metrics.none().with("retrieval.text_to_image.r1", values[epoch - 1]);
            log.append(new LogEntry.Validation(10L * epoch, epoch, metrics, epoch).toJson())
                    .append('\n');
        }
        Files.writeString(run.resolve("metrics.jsonl"), log);
        Files.writeString(run.resolve("metrics.json"), "{\"retrieval\": 1}");
    }

    @Test
    void theRecipeIsLongerAndTheMetricsOfTheShorterRunAreKept() throws IOException {
        finished(List.of(), 1, 2, 3);
        RunExtension extension = RunExtension.of(run, List.of("train.epochs=5"));
        assertTrue(extension.schedule().startsWith("extended from 3 to 5 epochs: the cosine schedule is continued"));
        assertTrue(Files.exists(run.resolve("metrics.json")), "nothing is written by the check");
        extension.apply();
        assertEquals(5, Recipe.ofRun(run).train().epochs());
        assertEquals(1, Recipe.ofRun(run).seed());
        assertFalse(Files.exists(run.resolve("metrics.json")));
        assertEquals("{\"retrieval\": 1}", Files.readString(run.resolve("metrics-3-epochs.json")));
    }

    @Test
    void aConstantScheduleIsContinued() throws IOException {
        finished(List.of("train.schedule=constant"), 1);
        assertEquals(
                "extended from 1 to 2 epochs: the constant learning rate is continued",
                RunExtension.of(run, List.of("train.epochs=2")).schedule());
    }

    @Test
    void otherSettingsAndFewerEpochsAreRejected() throws IOException {
        finished(List.of(), 1, 2, 3);
        assertRefused("--resume cannot change train.batch", "train.batch=8");
        assertRefused("train.epochs is 2, but 3 epochs of " + run + " are complete", "train.epochs=2");
    }

    @Test
    void aRunThatStoppedEarlyNeedsMorePatience() throws IOException {
        finished(List.of("validation.patience=2"), 3, 2, 1);
        assertRefused("also pass --set validation.patience=4 or null", "train.epochs=5");
        RunExtension.of(run, List.of("train.epochs=5", "validation.patience=null"));
    }

    private void assertRefused(String message, String setting) {
        var refused = assertThrows(InvalidInputException.class, () -> RunExtension.of(run, List.of(setting)));
        assertTrue(String.valueOf(refused.getMessage()).contains(message), refused.getMessage());
    }
}
