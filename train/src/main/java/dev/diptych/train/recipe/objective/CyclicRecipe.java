package dev.diptych.train.recipe.objective;

import dev.diptych.train.recipe.yaml.NumberRange;
import dev.diptych.train.recipe.yaml.Section;
import dev.diptych.train.recipe.yaml.SectionWriter;

/// CyCLIP's two terms, to be combined with a loss that separates pairs.
///
/// @param inModalWeight weight of the in-modal term: two images should be as similar as their texts
/// @param crossModalWeight weight of the cross-modal term: image j should be as similar to text k as image k to text j
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
