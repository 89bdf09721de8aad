// Trains a small model, by a recipe written in code, on images with captions or on generated scenes.
//
//   examples/run Train RUN-DIRECTORY [DATA]
//
// DATA is a data set in any format of docs/data.md. Interrupt the program and start it again: the run is resumed.

import dev.diptych.Training;
import dev.diptych.data.format.DataSets;
import dev.diptych.train.TrainingListener;
import dev.diptych.train.recipe.Recipe;
import dev.diptych.train.recipe.RecipeReader;

final String RECIPE = """
        data: {scenes: {train: 1000, validation: 100, test: 100, size: 32}}
        model:
          vision: {image_size: 32, patch_size: 8, hidden_size: 64, layers: 2, heads: 4, intermediate_size: 256}
          text: {hidden_size: 64, layers: 2, heads: 4, intermediate_size: 256, max_length: 32}
          projection: 64
        objective: {temperature: 0.1, learn_temperature: true}
        train: {epochs: 3, batch: 64, learning_rate: 1.0e-3, warmup: 0.1}
        """;

record Printer() implements TrainingListener {
    public void onValidation(Validation validation) {
        validation.metrics().get("retrieval.text_to_image.r1").ifPresent(recall ->
                IO.println("epoch %d: text-to-image R@1 %.1f %%".formatted(validation.epoch(), recall)));
    }
}

void main(String[] arguments) {
    Path run = Path.of(arguments[0]);
    boolean begun = Files.exists(run.resolve("recipe.yaml"));
    var recipe = begun ? Recipe.ofRun(run) : RecipeReader.read("the example", RECIPE, List.of());
    var training = Training.of(recipe).listener(new Printer());
    if (arguments.length > 1) {
        training.data(DataSets.read(arguments[1]).pairs());
    }
    var result = begun ? training.resume(run) : training.run(run);
    IO.println(result.metrics().toTree().toPrettyString());
    IO.println("model in " + run.resolve("model"));
}
