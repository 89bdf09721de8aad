package dev.diptych.train.recipe.objective;

import dev.diptych.train.recipe.yaml.NumberRange;
import dev.diptych.train.recipe.yaml.Section;
import dev.diptych.train.recipe.yaml.SectionWriter;

/// The max-margin loss with the hardest negative of the batch.
///
/// @param margin margin by which a positive's cosine should exceed it
public record HardNegativesRecipe(double weight, double margin) {

    static HardNegativesRecipe read(Section section) {
        HardNegativesRecipe hardNegatives = new HardNegativesRecipe(
                section.number("weight", 0, NumberRange.atLeast(0)),
                section.number("margin", 0.2, NumberRange.between(0, 2)));
        section.close();
        return hardNegatives;
    }

    void write(SectionWriter writer) {
        writer.put("weight", weight).put("margin", margin);
    }
}
