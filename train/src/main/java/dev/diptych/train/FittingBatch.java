package dev.diptych.train;

import dev.diptych.data.Pairs;
import dev.diptych.train.recipe.Recipe;
import dev.diptych.train.recipe.RecipeReader;
import dev.diptych.train.recipe.RecipeWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/// Lowers `train.batch` for data that do not fill one batch.
final class FittingBatch {

    private FittingBatch() {}

    /// The recipe itself if its batch is not larger than the data; otherwise the recipe with the
    /// largest power of two that is, and `train.chunk` at most as large. A batch never contains an
    /// image twice, so the number of images with a caption is what counts.
    ///
    /// @param warning receives one line if the batch is lowered
    static Recipe of(Recipe recipe, Pairs training, Consumer<String> warning) {
        int images = (int) IntStream.range(0, training.images().size())
                .filter(image -> training.captionCountOf(image) > 0)
                .count();
        int batch = recipe.train().batch();
        if (images < 2 || batch <= images) { // too few for any batch is rejected where batches are arranged
            return recipe;
        }
        int lowered = Integer.highestOneBit(images);
        warning.accept("train.batch is lowered from %d to %d, because there are only %,d training images"
                .formatted(batch, lowered, images));
        List<String> settings = new ArrayList<>(List.of("train.batch=" + lowered));
        Integer chunk = recipe.train().chunk();
        if (chunk != null && chunk > lowered) {
            settings.add("train.chunk=" + lowered);
        }
        return RecipeReader.read("recipe.yaml", RecipeWriter.write(recipe), settings);
    }
}
