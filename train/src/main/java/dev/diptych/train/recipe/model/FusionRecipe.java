package dev.diptych.train.recipe.model;

import dev.diptych.train.recipe.yaml.NumberRange;
import dev.diptych.train.recipe.yaml.Section;
import dev.diptych.train.recipe.yaml.SectionWriter;

/// Cross-attention between image and text tokens, with the matching head on top.
///
/// @param heads number of attention heads; must divide the width of the encoders
public record FusionRecipe(boolean enabled, int heads, double dropout) {

    static FusionRecipe read(Section section) {
        FusionRecipe fusion = new FusionRecipe(
                section.flag("enabled", false),
                section.integer("heads", 8, NumberRange.atLeast(1)),
                section.number("dropout", 0, NumberRange.fromBelow(0, 1)));
        section.close();
        return fusion;
    }

    void write(SectionWriter writer) {
        writer.put("enabled", enabled).put("heads", heads).put("dropout", dropout);
    }
}
