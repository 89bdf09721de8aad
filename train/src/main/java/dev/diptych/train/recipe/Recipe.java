package dev.diptych.train.recipe;

import dev.diptych.train.internal.yaml.NumberRange;
import dev.diptych.train.internal.yaml.Section;
import dev.diptych.train.internal.yaml.SectionWriter;
import dev.diptych.train.recipe.model.ModelRecipe;
import dev.diptych.train.recipe.objective.ObjectiveRecipe;
import java.util.Set;

/// All settings of a training run. Immutable; equal recipes give equal runs on equal data.
///
/// Each record of this package reads, checks and writes its own keys, in the order of its components. Created by
/// [RecipeReader], written by [RecipeWriter].
///
/// @param seed seed for all randomness of the run
public record Recipe(
        long seed,
        DataRecipe data,
        ModelRecipe model,
        ObjectiveRecipe objective,
        TrainRecipe train,
        ValidationRecipe validation) {

    /// The default recipe: a small model trained on generated scenes.
    public static Recipe defaults() {
        return read(new Section("defaults", null, Recipe::keys));
    }

    /// The dotted names of all keys, in their fixed order: `seed`, `data.train`, ...
    public static Set<String> keys() {
        Section section = new Section("defaults", null, Recipe::keys);
        read(section);
        return section.askedPaths();
    }

    /// Whether the run directory keeps the starting model.
    public boolean keepsStart() {
        return train.keepStart() || train.guard().data() != null || objective.anchorWeight() > 0;
    }

    static Recipe read(Section section) {
        Recipe recipe = new Recipe(
                section.whole("seed", 0, NumberRange.ANY),
                DataRecipe.read(section.section("data")),
                ModelRecipe.read(section.section("model")),
                ObjectiveRecipe.read(section.section("objective")),
                TrainRecipe.read(section.section("train")),
                ValidationRecipe.read(section.section("validation")));
        section.close();
        recipe.check(section);
        return recipe;
    }

    void write(SectionWriter writer) {
        writer.put("seed", seed)
                .section("data", data::write)
                .section("model", model::write)
                .section("objective", objective::write)
                .section("train", train::write)
                .section("validation", validation::write);
    }

    private void check(Section section) {
        if (objective.matchingWeight() > 0 && !model.fusion().enabled()) {
            throw section.refusal(
                    "objective.matching_weight",
                    "objective.matching_weight is above 0, which requires the fusion;"
                            + " set model.fusion.enabled to true or objective.matching_weight to 0");
        }
        if (validation.rerank() > 0 && !model.fusion().enabled()) {
            throw section.refusal(
                    "validation.rerank",
                    "validation.rerank is above 0, which requires the fusion;"
                            + " set model.fusion.enabled to true or validation.rerank to 0");
        }
        if (data.train().isEmpty() && data.scenes().train() < train.batch()) {
            throw section.refusal(
                    "train.batch",
                    "train.batch %d exceeds data.scenes.train %d, so there is no complete batch"
                            .formatted(train.batch(), data.scenes().train()));
        }
    }
}
