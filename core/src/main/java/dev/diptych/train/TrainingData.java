package dev.diptych.train;

import dev.diptych.InvalidInputException;
import dev.diptych.data.CaptionsFolder;
import dev.diptych.data.Pairs;
import dev.diptych.data.RuleNegatives;
import dev.diptych.data.Splits;
import dev.diptych.data.scenes.SceneOptions;
import dev.diptych.data.scenes.Scenes;
import dev.diptych.recipe.DataRecipe;
import dev.diptych.recipe.NegativesFrom;
import dev.diptych.recipe.Recipe;
import dev.diptych.text.swap.SwapKind;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;

/// What a run learns from and is judged by.
///
/// @param training trained on
/// @param validation judged by after each epoch; chooses the best model
/// @param held the figures at the end are of this: scenes have a test part of their own, other data its validation part
public record TrainingData(Pairs training, Pairs validation, Pairs held) {

    /// Reads or generates what the recipe names.
    ///
    /// @throws InvalidInputException when a folder is missing or wrong
    public static TrainingData of(Recipe recipe) {
        TrainingData data = read(recipe);
        boolean rules = recipe.data().negativeCaptions() > 0 && recipe.data().negativesFrom() == NegativesFrom.RULES;
        return rules
                ? new TrainingData(
                        RuleNegatives.replace(data.training, EnumSet.allOf(SwapKind.class), recipe.seed()),
                        data.validation,
                        data.held)
                : data;
    }

    private static TrainingData read(Recipe recipe) {
        DataRecipe data = recipe.data();
        Path train = data.train();
        if (train == null) {
            Scenes scenes = Scenes.generate(options(recipe));
            return new TrainingData(
                    scenes.training().pairs(),
                    scenes.validation().pairs(),
                    scenes.test().pairs());
        }
        Pairs all = CaptionsFolder.read(train);
        Path validation = data.validation();
        if (validation != null) {
            Pairs other = CaptionsFolder.read(validation);
            return new TrainingData(all, other, other);
        }
        double share = data.validationFraction();
        List<Pairs> parts = Splits.byFraction(all, recipe.seed(), 1 - share, share);
        if (parts.get(1).images().size() < 2) {
            throw new InvalidInputException(
                    train + ": a share of " + share + " of " + all.images().size()
                            + " images leaves too few to validate on; raise data.validation_fraction or give --validation");
        }
        return new TrainingData(parts.get(0), parts.get(1), parts.get(1));
    }

    /// What a run with this recipe is judged by at its end, without the rest.
    public static Pairs held(Recipe recipe) {
        Path validation = recipe.data().validation();
        return recipe.data().train() != null && validation != null
                ? CaptionsFolder.read(validation)
                : of(recipe).held();
    }

    /// A checksum of both parts' names and captions.
    public String digest() {
        return training.digest() + " " + validation.digest();
    }

    private static SceneOptions options(Recipe recipe) {
        var scenes = recipe.data().scenes();
        SceneOptions defaults = SceneOptions.defaults(recipe.seed());
        return new SceneOptions(
                recipe.seed(),
                scenes.train(),
                scenes.validation(),
                scenes.test(),
                scenes.size(),
                defaults.captions(),
                scenes.threeFigures());
    }
}
