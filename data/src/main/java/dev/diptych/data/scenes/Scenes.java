package dev.diptych.data.scenes;

import dev.diptych.base.RandomKey;
import dev.diptych.data.format.CaptionsFolder;
import java.nio.file.Path;

/// Generated data to train, validate and test on; no scene is in two parts. A pure function of its options.
///
/// Validation and test scenes have a swapped caption of each kind. A part does not depend on the sizes of the parts
/// that come after it in the order test, validation, training, so more training data leaves the test as it is.
public record Scenes(SceneSet training, SceneSet validation, SceneSet test) {

    public static Scenes generate(SceneOptions options) {
        SceneGenerator generator = new SceneGenerator(RandomKey.of(options.seed()), options.threeFigures());
        SceneSet test = SceneSet.of("test", generator.draw(options.test()), options, false);
        SceneSet validation = SceneSet.of("validation", generator.draw(options.validation()), options, false);
        SceneSet training = SceneSet.of("training", generator.draw(options.training()), options, true);
        return new Scenes(training, validation, test);
    }

    /// Writes the parts as folders `training`, `validation` and `test` that [CaptionsFolder] reads, for looking at them
    /// and for evaluating other models on them.
    public void write(Path directory) {
        CaptionsFolder.write(training.pairs(), directory.resolve("training"));
        CaptionsFolder.write(validation.pairs(), directory.resolve("validation"));
        CaptionsFolder.write(test.pairs(), directory.resolve("test"));
    }
}
