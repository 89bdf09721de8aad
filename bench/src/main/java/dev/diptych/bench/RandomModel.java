package dev.diptych.bench;

import dev.diptych.bench.data.CaptionLengths;
import dev.diptych.bench.data.SyntheticPairs;
import dev.diptych.data.Pairs;
import dev.diptych.model.checkpoint.ModelDirectory;
import dev.diptych.torch.TensorScope;
import dev.diptych.train.StartingModel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/// Model directories with random weights.
final class RandomModel {

    private RandomModel() {}

    /// Writes a model, and next to it its vocabulary.
    ///
    /// @param folder an existing folder
    /// @return the directory of the model
    static Path write(StepCase.Size size, Path folder) throws IOException {
        Path directory = folder.resolve("model");
        SyntheticPairs.writeVocabulary(folder, size.vocabulary());
        Pairs pairs = SyntheticPairs.of(1, size.side(), CaptionLengths.real(null), size.vocabulary());
        var settings = List.of(
                "model.fusion.enabled=false",
                "objective.matching_weight=0",
                Recipes.path("model.text.vocabulary.from", folder));
        try (var _ = TensorScope.open()) {
            ModelDirectory.save(directory, StartingModel.of(Recipes.read(size.recipe(), settings), pairs));
        }
        return directory;
    }
}
