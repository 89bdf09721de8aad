package dev.diptych.train.recipe;

import dev.diptych.train.recipe.yaml.NumberRange;
import dev.diptych.train.recipe.yaml.Section;
import dev.diptych.train.recipe.yaml.SectionWriter;
import org.jspecify.annotations.Nullable;

/// Checkpoints in addition to those after each epoch and on a stop request, and the number kept.
///
/// @param steps number of steps between checkpoints; null for none by steps
/// @param minutes number of minutes between checkpoints; null for none by time
/// @param keep number of newest checkpoints to keep
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
