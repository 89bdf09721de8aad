package dev.diptych.train.recipe;

import dev.diptych.data.features.FeatureType;
import dev.diptych.train.recipe.yaml.NumberRange;
import dev.diptych.train.recipe.yaml.Section;
import dev.diptych.train.recipe.yaml.SectionWriter;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// What frozen parts of the towers make of images and texts is computed once and kept on disk.
///
/// @param directory where; null for `cache` beside the run's directory, which runs share
/// @param precision how a number is kept
/// @param views augmentations of each image that are computed and drawn from; null: with augmentation, images are
///     encoded in each epoch
public record CacheRecipe(
        boolean enabled,
        @Nullable Path directory,
        FeatureType precision,
        @Nullable Integer views) {

    static CacheRecipe read(Section section) {
        CacheRecipe cache = new CacheRecipe(
                section.flag("enabled", true),
                section.pathOrNull("directory"),
                section.choice("precision", FeatureType.FP32, FeatureType.values()),
                section.integerOrNull("views", NumberRange.atLeast(1)));
        section.close();
        return cache;
    }

    void write(SectionWriter writer) {
        writer.put("enabled", enabled)
                .put("directory", directory)
                .put("precision", precision)
                .put("views", views);
    }
}
