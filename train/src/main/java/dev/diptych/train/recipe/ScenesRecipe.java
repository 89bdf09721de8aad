package dev.diptych.train.recipe;

import dev.diptych.train.recipe.yaml.NumberRange;
import dev.diptych.train.recipe.yaml.Section;
import dev.diptych.train.recipe.yaml.SectionWriter;

/// Number and size of generated scenes.
///
/// @param train number of training images
/// @param validation number of validation images
/// @param test number of test images
/// @param size width and height in pixels
/// @param threeShapes fraction of scenes, 0 to 1, with three shapes; the others have two
public record ScenesRecipe(int train, int validation, int test, int size, double threeShapes) {

    static ScenesRecipe read(Section section) {
        ScenesRecipe scenes = new ScenesRecipe(
                section.integer("train", 8000, NumberRange.atLeast(2)),
                section.integer("validation", 500, NumberRange.atLeast(2)),
                section.integer("test", 500, NumberRange.atLeast(2)),
                section.integer("size", 48, NumberRange.between(16, 1024)),
                section.number("three_figures", 0.3, NumberRange.between(0, 1)));
        section.close();
        return scenes;
    }

    void write(SectionWriter writer) {
        writer.put("train", train)
                .put("validation", validation)
                .put("test", test)
                .put("size", size)
                .put("three_figures", threeShapes);
    }
}
