package dev.diptych.train.recipe;

import dev.diptych.report.RunDirectory;
import dev.diptych.train.recipe.model.ModelRecipe;
import dev.diptych.train.recipe.objective.ObjectiveRecipe;
import dev.diptych.train.recipe.yaml.NumberRange;
import dev.diptych.train.recipe.yaml.Section;
import dev.diptych.train.recipe.yaml.SectionWriter;
import java.nio.file.Path;
import java.util.List;
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

    /// A recipe that the library contains: `small`, `scenes` or `consistency`.
    ///
    /// @throws dev.diptych.base.InvalidInputException if there is none of this name; lists the names
    public static Recipe named(String name) {
        return RecipeReader.named(name, List.of());
    }

    /// The recipe in a YAML file.
    ///
    /// @throws dev.diptych.base.InvalidInputException if it cannot be read or is not valid
    public static Recipe read(Path file) {
        return RecipeReader.read(file);
    }

    /// The recipe that a run directory records, with every default written out.
    ///
    /// @throws dev.diptych.base.InvalidInputException if the directory holds no run
    public static Recipe ofRun(Path directory) {
        return RecipeReader.read(RunDirectory.requireRecipe(directory));
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
    }
}
