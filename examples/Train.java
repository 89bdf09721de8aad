// Trains a small model, from a recipe written in code, on photographs with captions or on generated scenes.
//
//   examples/run Train RUN-DIRECTORY [DATA]
//
// DATA is a data set in any format of docs/data.md. If it is interrupted, run it again to resume.

import dev.diptych.train.recipe.Recipe;
import dev.diptych.train.recipe.RecipeReader;
import dev.diptych.report.progress.ProgressLine;
import dev.diptych.report.RunDirectory;
import dev.diptych.train.Trainer;

final String RECIPE = """
        data: {scenes: {train: 1000, validation: 100, test: 100, size: 32}, negative_captions: 2}
        model:
          vision: {image_size: 32, patch_size: 8, hidden_size: 64, layers: 2, heads: 4, intermediate_size: 256}
          text: {hidden_size: 64, layers: 2, heads: 4, intermediate_size: 256, max_length: 32}
          projection: 64
        objective: {temperature: 0.1, learn_temperature: true}
        train: {epochs: 3, batch: 64, learning_rate: 1.0e-3, warmup: 0.1}
        """;

void main(String[] arguments) {
    Path path = Path.of(arguments[0]);
    boolean begun = Files.exists(path.resolve("recipe.yaml"));
    // Own data have no hard negative captions.
    List<String> settings = arguments.length < 2
            ? List.of()
            : List.of("data.train='" + arguments[1].replace("'", "''") + "'", "data.negative_captions=0");
    Recipe recipe = RecipeReader.read("the example", RECIPE, settings);
    AtomicBoolean stop = new AtomicBoolean(); // set it from another thread to save a checkpoint and stop
    try (RunDirectory directory = begun ? RunDirectory.open(path) : RunDirectory.create(path);
            ProgressLine progress = ProgressLine.onStandardError();
            Trainer trainer = begun
                    ? Trainer.resume(recipe, directory, progress, stop::get)
                    : Trainer.start(recipe, directory, progress, stop::get)) {
        trainer.run().ifPresent(result -> IO.println(result.metrics().toTree().toPrettyString()));
        IO.println("model in " + directory.model());
    }
}
