package dev.diptych.train.recipe.model;

import dev.diptych.train.recipe.yaml.NumberRange;
import dev.diptych.train.recipe.yaml.Section;
import dev.diptych.train.recipe.yaml.SectionWriter;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// The starting model of a run.
///
/// @param from directory of a complete dual encoder, which determines all sizes; null to combine two encoders
/// @param projection dimension P of the shared embedding space for combined encoders
public record ModelRecipe(
        @Nullable Path from, VisionRecipe vision, TextRecipe text, int projection, FusionRecipe fusion) {

    public static ModelRecipe read(Section section) {
        Path from = section.pathOrNull("from");
        ModelRecipe model = new ModelRecipe(
                from,
                VisionRecipe.read(section.section("vision")),
                TextRecipe.read(section.section("text"), from != null),
                section.integer("projection", 128, NumberRange.atLeast(1)),
                FusionRecipe.read(section.section("fusion")));
        section.close();
        if (model.from != null && (model.vision.from() != null || model.text.from() != null)) {
            String encoder = model.vision.from() != null ? "vision.from" : "text.from";
            throw section.refusal(
                    encoder,
                    "model.from contains both encoders, but model.%s is also set; remove one of them"
                            .formatted(encoder));
        }
        return model;
    }

    public void write(SectionWriter writer) {
        writer.put("from", from)
                .section("vision", vision::write)
                .section("text", text::write)
                .put("projection", projection)
                .section("fusion", fusion::write);
    }
}
