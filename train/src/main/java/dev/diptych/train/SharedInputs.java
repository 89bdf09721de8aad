package dev.diptych.train;

import dev.diptych.train.internal.features.SharedRows;
import dev.diptych.train.recipe.DataRecipe;
import dev.diptych.train.recipe.NegativesFrom;
import dev.diptych.train.recipe.Recipe;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What several runs of one process have in common and need not read, check or compute again: data, decoded images,
/// tokenizers, and the files of what frozen parts make of them. It changes no result.
///
/// Holds on to all that it was ever asked for, with its decoded images. For one thread.
public final class SharedInputs {

    /// What decides about the data: the seed draws scenes, and the share that is set aside for validation.
    private record DataKey(DataRecipe recipe, @Nullable Long seed) {}

    private final Map<DataKey, TrainingData> data = new HashMap<>();
    private final Tokenizers tokenizers = new Tokenizers();
    private final SharedRows rows = new SharedRows();
    private final @Nullable Path cache;
    private final boolean onlyValidated;

    private SharedInputs(@Nullable Path cache, boolean onlyValidated) {
        this.cache = cache;
        this.onlyValidated = onlyValidated;
    }

    /// For a run that has nothing in common with others.
    public static SharedInputs ofOneRun() {
        return new SharedInputs(null, false);
    }

    /// For runs that are compared with each other: they are measured on validation data alone, at their end too, and
    /// never see a test part.
    ///
    /// @param cache where frozen features are kept, unless a recipe says otherwise
    public static SharedInputs ofTrials(Path cache) {
        return new SharedInputs(cache, true);
    }

    /// What the recipe names, read or generated once.
    ///
    /// @throws dev.diptych.base.InvalidInputException when a folder is missing or wrong
    public TrainingData data(Recipe recipe) {
        DataRecipe named = recipe.data();
        boolean rules = named.negativeCaptions() > 0 && named.negativesFrom() == NegativesFrom.RULES;
        boolean drawn = named.train().isEmpty() || named.validation() == null || rules;
        return data.computeIfAbsent(new DataKey(named, drawn ? recipe.seed() : null), _ -> {
            TrainingData all = TrainingData.of(recipe);
            return onlyValidated ? new TrainingData(all.training(), all.validation(), all.validation()) : all;
        });
    }

    /// The data of a run: those from code in place of those that its recipe names.
    TrainingData data(Recipe recipe, SuppliedInputs supplied) {
        return supplied.training() == null && supplied.validation() == null
                ? data(recipe)
                : TrainingData.of(recipe, supplied.training(), supplied.validation());
    }

    Tokenizers tokenizers() {
        return tokenizers;
    }

    SharedRows rows() {
        return rows;
    }

    /// Where frozen features are kept for a run in this directory: beside it, or where all of the runs keep them.
    Path cacheBeside(Path run) {
        return cache != null ? cache : run.toAbsolutePath().normalize().resolveSibling("cache");
    }
}
