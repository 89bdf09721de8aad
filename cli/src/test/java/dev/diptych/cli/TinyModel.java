package dev.diptych.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.diptych.data.Pairs;
import dev.diptych.data.format.CaptionsFolder;
import dev.diptych.data.scenes.SceneOptions;
import dev.diptych.data.scenes.Scenes;
import java.nio.file.Files;
import java.nio.file.Path;

/// A model of 8 dimensions that was trained for a moment, and scenes, for tests of commands that use
/// a model.
final class TinyModel {

    static final int WIDTH = 8;

    private static final String RECIPE = """
            data: {scenes: {train: 64, validation: 8, test: 8, size: 16}}
            model:
              vision: {image_size: 16, patch_size: 8, hidden_size: 16, layers: 1, heads: 2, intermediate_size: 32}
              text: {hidden_size: 16, layers: 1, heads: 2, intermediate_size: 32, vocabulary: {size: 400}}
              projection: 8
            train: {epochs: 1, batch: 16}
            """;

    private TinyModel() {}

    /// Trains the model in `folder` and returns its directory.
    static Path train(Path folder) throws Exception {
        Path recipe = Files.writeString(folder.resolve("tiny.yaml"), RECIPE);
        Path run = folder.resolve("run");
        var trained = CommandInProcess.diptych("train", recipe.toString(), "--out", run.toString());
        assertEquals(0, trained.status(), trained.err());
        return run.resolve("model");
    }

    /// Writes a folder with `captions.csv` and this number of images of 16 pixels.
    static Path scenes(Path folder, int images) {
        SceneOptions some = SceneOptions.defaults(5);
        Pairs pairs = Scenes.generate(new SceneOptions(5, images, 1, 1, 16, some.captions(), 0))
                .training()
                .pairs();
        Path data = folder.resolve("scenes-" + images);
        CaptionsFolder.write(pairs, data);
        return data;
    }
}
