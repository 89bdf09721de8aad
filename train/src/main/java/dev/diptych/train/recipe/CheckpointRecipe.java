package dev.diptych.train.recipe;

import dev.diptych.train.recipe.yaml.NumberRange;
import dev.diptych.train.recipe.yaml.Section;
import dev.diptych.train.recipe.yaml.SectionWriter;
import org.jspecify.annotations.Nullable;

/// When a run saves a checkpoint besides the one each epoch and the one when it is told to stop, and how many it keeps.
///
/// @param steps from one to the next; null for none by steps
/// @param minutes from one to the next; null for none by time
/// @param keep the newest so many; more of them survive more damage
public record CheckpointRecipe(
        @Nullable Integer steps, @Nullable Double minutes, int keep) {

    static CheckpointRecipe read(Section section) {
        CheckpointRecipe checkpoint = new CheckpointRecipe(
                section.integerOrNull("steps", NumberRange.atLeast(1)),
                section.numberOrNull("minutes", 15.0, NumberRange.above(0)),
                section.integer("keep", 2, NumberRange.atLeast(1)));
        section.close();
        return checkpoint;
    }

    void write(SectionWriter writer) {
        writer.put("steps", steps).put("minutes", minutes).put("keep", keep);
    }
}
