package dev.diptych.cli.init;

import dev.diptych.report.html.NumberText;
import dev.diptych.report.progress.ProgressLine;
import dev.diptych.train.TrainingData;
import dev.diptych.train.recipe.Recipe;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The recipe for given data and a given machine: a recipe of the library with a batch, threads and
/// chunks that fit.
///
/// @param base the recipe of the library
/// @param recipe the recipe for the data
public record DataRecipe(BundledRecipe base, Recipe recipe) {

    private static final int MOST_WORKERS = 8;
    private static final double LITTLE_MEMORY = 4;
    private static final int CHUNK = 16;

    /// A short run logs more often, for curves of about this number of points.
    private static final int LOGGED = 50;

    /// @param settings data, models and further settings, which take precedence over those for the
    ///     machine
    /// @param memory memory for training, in GiB
    /// @throws dev.diptych.base.InvalidInputException if the data cannot be read or a setting is
    ///     not valid
    public static DataRecipe of(List<String> settings, int processors, double memory) {
        Recipe named = BundledRecipe.SMALL.read(settings);
        boolean pretrained = named.model().from() != null
                || named.model().vision().from() != null
                || named.model().text().from() != null;
        boolean generated = named.data().train().isEmpty();
        BundledRecipe base =
                pretrained ? BundledRecipe.CONSISTENCY : generated ? BundledRecipe.SCENES : BundledRecipe.SMALL;
        List<String> all = new ArrayList<>();
        if (pretrained && named.model().from() == null) { // an encoder with random weights is trained completely
            all.addAll(named.model().vision().from() == null ? List.of("train.trainable.vision=all") : List.of());
            all.addAll(named.model().text().from() == null ? List.of("train.trainable.text=all") : List.of());
        }
        all.add("data.workers=" + Math.min(processors, MOST_WORKERS));
        Recipe fitted = base.read(joined(all, settings));
        int batch = fitted.train().batch();
        if (!generated) {
            int images = TrainingData.of(fitted).training().images().size();
            batch = Math.min(batch, Math.max(2, Integer.highestOneBit(images)));
            all.add("train.batch=" + batch);
            long steps = (long) fitted.train().epochs() * Math.max(1, images / batch);
            all.add("train.log_every="
                    + Math.clamp(steps / LOGGED, 1, fitted.train().logEvery()));
        }
        if (memory < LITTLE_MEMORY && batch > CHUNK) {
            all.add("train.chunk=" + CHUNK);
        }
        return new DataRecipe(base, base.read(joined(all, settings)));
    }

    private static List<String> joined(List<String> machine, List<String> given) {
        List<String> all = new ArrayList<>(machine);
        all.addAll(given);
        return all;
    }

    /// Prints in three lines what was chosen.
    public void describe(ProgressLine progress) {
        var train = recipe.train();
        progress.say("no recipe given: using '%s', adapted to these data and this machine as by 'diptych init'"
                .formatted(base.file().replace(".yaml", "")));
        String vision = origin(recipe.model().vision().from());
        String text = origin(recipe.model().text().from());
        progress.say("  model: %s, images of %d pixels"
                .formatted(
                        vision.equals(text)
                                ? "image and text encoder " + vision
                                : "image encoder " + vision + ", text encoder " + text,
                        recipe.model().vision().imageSize()));
        progress.say("  training: %d epochs, batch %d%s, learning rate %s; all settings are in recipe.yaml of the run"
                .formatted(
                        train.epochs(),
                        train.batch(),
                        train.chunk() == null ? "" : " in chunks of " + train.chunk(),
                        NumberText.of(train.learningRate())));
    }

    private String origin(@Nullable Path own) {
        Path from = own == null ? recipe.model().from() : own;
        return from == null ? "with random initial weights" : "from " + from;
    }
}
