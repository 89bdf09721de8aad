package dev.diptych.train.recipe.objective;

import dev.diptych.train.recipe.yaml.NumberRange;
import dev.diptych.train.recipe.yaml.Section;
import dev.diptych.train.recipe.yaml.SectionWriter;

/// CyCLIP's two terms, which go beside a loss that holds pairs apart.
///
/// @param inModalWeight of: two images are as alike as their texts
/// @param crossModalWeight of: an image is to another's text as the other image is to this one's
public record CyclicRecipe(double inModalWeight, double crossModalWeight) {

    static CyclicRecipe read(Section section) {
        CyclicRecipe cyclic = new CyclicRecipe(
                section.number("in_modal_weight", 0, NumberRange.atLeast(0)),
                section.number("cross_modal_weight", 0, NumberRange.atLeast(0)));
        section.close();
        return cyclic;
    }

    void write(SectionWriter writer) {
        writer.put("in_modal_weight", inModalWeight).put("cross_modal_weight", crossModalWeight);
    }
}
