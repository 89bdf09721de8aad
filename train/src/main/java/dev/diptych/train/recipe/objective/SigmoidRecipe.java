package dev.diptych.train.recipe.objective;

import dev.diptych.train.recipe.yaml.NumberRange;
import dev.diptych.train.recipe.yaml.Section;
import dev.diptych.train.recipe.yaml.SectionWriter;
import org.jspecify.annotations.Nullable;

/// The pairwise sigmoid loss, with its own scale and bias, which are always trained.
///
/// @param temperature reciprocal of the initial scale; null for that of `model.from`, otherwise 0.1
/// @param bias initial bias; null for that of `model.from`, otherwise -ln(M - 1) for M texts in a batch
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
