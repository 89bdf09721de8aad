package dev.diptych.train.recipe;

import dev.diptych.data.features.FeatureType;
import dev.diptych.train.recipe.yaml.NumberRange;
import dev.diptych.train.recipe.yaml.Section;
import dev.diptych.train.recipe.yaml.SectionWriter;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// Settings of the feature cache, which stores the features of frozen prefixes of the encoders on disk.
///
/// @param directory directory of the cache; null for `cache` next to the run directory, shared by runs
/// @param precision precision of the stored features
/// @param views number of augmented views per image that are computed in advance; null: with augmentation, images are
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
