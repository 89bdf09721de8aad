package dev.diptych.data.scenes;

import dev.diptych.base.RandomKey;
import dev.diptych.data.format.CaptionsFolder;
import java.nio.file.Path;

/// Synthetic scenes for training, validation and test; no scene is in two splits. A pure function of its options.
///
/// Validation and test scenes have a hard negative caption of each kind. A split does not depend on the sizes of later
/// ones in the order test, validation, training, so that more training data leaves the test split unchanged.
public record Scenes(SceneSet training, SceneSet validation, SceneSet test) {

    public static Scenes generate(SceneOptions options) {
        SceneGenerator generator = new SceneGenerator(RandomKey.of(options.seed()), options.threeFigures());
        SceneSet test = SceneSet.of("test", generator.draw(options.test()), options, false);
        SceneSet validation = SceneSet.of("validation", generator.draw(options.validation()), options, false);
        SceneSet training = SceneSet.of("training", generator.draw(options.training()), options, true);
        return new Scenes(training, validation, test);
    }

    /// Writes the splits as folders `training`, `validation` and `test` that [CaptionsFolder] reads, for
    /// inspection and for evaluating other models on them.
    public void write(Path directory) {
        CaptionsFolder.write(training.pairs(), directory.resolve("training"));
        CaptionsFolder.write(validation.pairs(), directory.resolve("validation"));
        CaptionsFolder.write(test.pairs(), directory.resolve("test"));
    }

    /// Writes the graded relevance of the scenes of validation and test to `relevance.qrels` in these folders; see
    /// [SceneRelevance].
    public void writeRelevance(Path directory) {
        SceneRelevance.write(validation, directory.resolve("validation"));
        SceneRelevance.write(test, directory.resolve("test"));
    }
}
