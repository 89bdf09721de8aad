import dev.diptych.Training;
import dev.diptych.data.format.DataSets;
import dev.diptych.torch.Operators;
import dev.diptych.train.objective.Features;
import dev.diptych.train.objective.Objective;
import dev.diptych.train.recipe.Recipe;
import org.bytedeco.pytorch.Tensor;

/// Contrastive loss from images to texts alone; text i belongs to image i.
record ImageToTextLoss(double temperature) implements Objective {
    public Terms compute(Features features) {
        Tensor cosines = features.image().matmul(features.text().t()); // [N, N]
        Tensor logProbabilities = Operators.logSoftmax(Operators.scale(cosines, 1 / temperature), 1);
        return Terms.of("image_to_text", logProbabilities.diagonal().mean().neg());
    }
}

void main(String[] arguments) { // examples/run TrainWithCustomLoss RECIPE DATA RUN-DIRECTORY
    Training.of(Recipe.read(Path.of(arguments[0]))) // or Recipe.named("consistency")
            .data(DataSets.read(arguments[1]).pairs())
            .objective(new ImageToTextLoss(0.07))
            .run(Path.of(arguments[2]));
}
