package dev.diptych.train;

import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.diptych.data.format.CaptionsFolder;
import dev.diptych.data.scenes.SceneOptions;
import dev.diptych.data.scenes.Scenes;
import dev.diptych.train.recipe.Recipe;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SharedInputsTest {

    @TempDir
    private Path folder;

    @BeforeEach
    void write() {
        Scenes scenes = Scenes.generate(new SceneOptions(1, 32, 8, 8, 16, 2, 0));
        CaptionsFolder.write(scenes.training().pairs(), folder.resolve("training"));
        CaptionsFolder.write(scenes.validation().pairs(), folder.resolve("validation"));
    }

    @Test
    void dataThatAreNamedAreReadOnceForAllSeeds() {
        SharedInputs inputs = SharedInputs.ofTrials(folder.resolve("cache"));
        assertSame(inputs.data(recipe(1, "swapped")), inputs.data(recipe(2, "swapped")));
    }

    @Test
    void negativesByRulesAreDrawnAnewForEachSeed() {
        SharedInputs inputs = SharedInputs.ofTrials(folder.resolve("cache"));
        TrainingData first = inputs.data(recipe(1, "rules"));
        assertSame(first, inputs.data(recipe(1, "rules")));
        assertNotEquals(
                first.training().swapped(),
                inputs.data(recipe(2, "rules")).training().swapped());
    }

    private Recipe recipe(int seed, String negatives) {
        return TinyRuns.recipe(
                "seed=" + seed,
                "data.train=" + folder.resolve("training"),
                "data.validation=" + folder.resolve("validation"),
                "data.negatives_from=" + negatives);
    }
}
