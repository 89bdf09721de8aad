package dev.diptych.train.recipe.objective;

import dev.diptych.train.recipe.yaml.NumberRange;
import dev.diptych.train.recipe.yaml.Section;
import dev.diptych.train.recipe.yaml.SectionWriter;
import org.jspecify.annotations.Nullable;

/// The pairwise sigmoid loss, with a scale and a bias of its own that are always trained.
///
/// @param temperature one over the scale at the start; null for what `model.from` holds, else 0.1
/// @param bias at the start; null for what `model.from` holds, else -ln(M - 1) for M texts in a batch
public record SigmoidRecipe(
        double weight,
        @Nullable Double temperature,
        @Nullable Double bias) {

    static SigmoidRecipe read(Section section) {
        SigmoidRecipe sigmoid = new SigmoidRecipe(
                section.number("weight", 0, NumberRange.atLeast(0)),
                section.numberOrNull("temperature", null, NumberRange.above(0)),
                section.numberOrNull("bias", null, NumberRange.ANY));
        section.close();
        return sigmoid;
    }

    void write(SectionWriter writer) {
        writer.put("weight", weight).put("temperature", temperature).put("bias", bias);
    }
}
