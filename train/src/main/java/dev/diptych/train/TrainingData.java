package dev.diptych.train;

import dev.diptych.base.InvalidInputException;
import dev.diptych.data.Pairs;
import dev.diptych.data.RuleNegatives;
import dev.diptych.data.Splits;
import dev.diptych.data.format.DataLocation;
import dev.diptych.data.format.DataSets;
import dev.diptych.data.scenes.SceneOptions;
import dev.diptych.data.scenes.Scenes;
import dev.diptych.text.swap.SwapKind;
import dev.diptych.train.recipe.DataRecipe;
import dev.diptych.train.recipe.NegativesFrom;
import dev.diptych.train.recipe.Recipe;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Training, validation and held-out data of a run.
///
/// @param training training data
/// @param validation validation data, evaluated after each epoch to select the best model
/// @param test data of the final metrics: the test part of scenes, otherwise the validation data
public record TrainingData(Pairs training, Pairs validation, Pairs test) {

    /// Reads or generates the data of the recipe.
    ///
    /// @throws InvalidInputException if data are missing or invalid, or more rows are unusable than the recipe
    ///     permits
    public static TrainingData of(Recipe recipe) {
        return withRuleNegatives(recipe, read(recipe));
    }

    /// Data from code, with what the recipe names in place of what is null. Without validation
    /// data, the recipe's share of the training data is set aside.
    ///
    /// @throws InvalidInputException if too few images are left to validate on, or the recipe's data is not valid
    static TrainingData of(Recipe recipe, @Nullable Pairs training, @Nullable Pairs validation) {
        TrainingData data;
        if (training == null) {
            data = read(recipe);
        } else {
            data = validation == null
                    ? split(recipe, training, "the data from code")
                    : new TrainingData(training, validation, validation);
        }
        return withRuleNegatives(
                recipe, validation == null ? data : new TrainingData(data.training, validation, validation));
    }

    private static TrainingData withRuleNegatives(Recipe recipe, TrainingData data) {
        boolean rules = recipe.data().negativeCaptions() > 0 && recipe.data().negativesFrom() == NegativesFrom.RULES;
        return rules
                ? new TrainingData(
                        RuleNegatives.replace(data.training, EnumSet.allOf(SwapKind.class), recipe.seed()),
                        data.validation,
                        data.test)
                : data;
    }

    private static TrainingData read(Recipe recipe) {
        DataRecipe data = recipe.data();
        if (data.train().isEmpty()) {
            Scenes scenes = Scenes.generate(options(recipe));
            return new TrainingData(
                    scenes.training().pairs(),
                    scenes.validation().pairs(),
                    scenes.test().pairs());
        }
        List<Pairs> sets =
                data.train().stream().map(location -> read(location, data)).toList();
        Pairs all = sets.size() == 1 && data.weights().isEmpty()
                ? sets.getFirst()
                : Pairs.mixture(
                        sets, data.weights().isEmpty() ? Collections.nCopies(sets.size(), 1.0) : data.weights());
        String validation = data.validation();
        if (validation != null) {
            Pairs other = read(validation, data);
            return new TrainingData(all, other, other);
        }
        return split(recipe, all, String.join(", ", data.train()));
    }

    private static TrainingData split(Recipe recipe, Pairs all, String name) {
        double share = recipe.data().validationFraction();
        List<Pairs> parts = Splits.byFraction(all, recipe.seed(), 1 - share, share);
        if (parts.get(1).images().size() < 2) {
            throw new InvalidInputException(name + ": a fraction of " + share + " of "
                    + all.images().size()
                    + " images leaves too few for validation; increase data.validation_fraction or pass --validation");
        }
        return new TrainingData(parts.get(0), parts.get(1), parts.get(1));
    }

    /// The held-out data of a run with this recipe.
    public static Pairs test(Recipe recipe) {
        String validation = recipe.data().validation();
        return validation != null ? read(validation, recipe.data()) : of(recipe).test();
    }

    private static Pairs read(String location, DataRecipe data) {
        return DataSets.readPairs(DataLocation.parse(location), data.unreadableShare());
    }

    /// A checksum of the names and captions of both parts.
    public String digest() {
        return training.digest() + " " + validation.digest();
    }

    /// Checksums of the parts, by name.
    public Map<String, String> digests() {
        Map<String, String> digests = new LinkedHashMap<>();
        digests.put("training", training.digest());
        digests.put("validation", validation.digest());
        if (test != validation) {
            digests.put("test", test.digest());
        }
        return digests;
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
                scenes.threeShapes());
    }
}
