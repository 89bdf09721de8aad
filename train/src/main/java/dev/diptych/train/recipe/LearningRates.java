package dev.diptych.train.recipe;

import dev.diptych.train.recipe.yaml.NumberRange;
import dev.diptych.train.recipe.yaml.Section;
import dev.diptych.train.recipe.yaml.SectionWriter;
import org.jspecify.annotations.Nullable;

/// Peak learning rates of the parts of the model; null for `train.learning_rate`, so that a search over it applies to
/// all of them.
///
/// @param scale for the logit scale, if the temperature is learned, and the scale and bias of the sigmoid loss
public record LearningRates(
        @Nullable Double vision,
        @Nullable Double text,
        @Nullable Double projections,
        @Nullable Double scale,
        @Nullable Double fusion) {

    @Nullable
    Double of(ModelPart part) {
        return switch (part) {
            case VISION -> vision;
            case TEXT -> text;
            case PROJECTIONS -> projections;
            case SCALE -> scale;
            case FUSION -> fusion;
        };
    }

    static LearningRates read(Section section) {
        LearningRates rates = new LearningRates(
                section.numberOrNull("vision", null, NumberRange.atLeast(0)),
                section.numberOrNull("text", null, NumberRange.atLeast(0)),
                section.numberOrNull("projections", null, NumberRange.atLeast(0)),
                section.numberOrNull("scale", null, NumberRange.atLeast(0)),
                section.numberOrNull("fusion", null, NumberRange.atLeast(0)));
        section.close();
        return rates;
    }

    void write(SectionWriter writer) {
        writer.put("vision", vision)
                .put("text", text)
                .put("projections", projections)
                .put("scale", scale)
                .put("fusion", fusion);
    }
}
