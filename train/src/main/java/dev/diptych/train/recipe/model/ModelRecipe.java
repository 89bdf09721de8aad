package dev.diptych.train.recipe.model;

import dev.diptych.train.recipe.yaml.NumberRange;
import dev.diptych.train.recipe.yaml.Section;
import dev.diptych.train.recipe.yaml.SectionWriter;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// The dual encoder that a run starts from.
///
/// @param from a directory that holds a whole dual encoder, whose sizes then rule; null to join two towers
/// @param projection width of the shared space where towers are joined, P
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
            String tower = model.vision.from() != null ? "vision.from" : "text.from";
            throw section.refusal(
                    tower, "model.from holds both towers, and model.%s is set too; keep one of them".formatted(tower));
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
