package dev.diptych.cli.support;

import dev.diptych.hub.HubCache;
import dev.diptych.train.recipe.Recipe;
import dev.diptych.train.recipe.model.ModelRecipe;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Settings that pin a recipe's Hub models to their current commits, so that a run resumes with the same models even
/// if newer ones are pulled in between.
final class HubPins {

    private HubPins() {}

    /// A setting, `key=value`, for each model of `recipe` that is a name on the Hub.
    ///
    /// @throws dev.diptych.base.InvalidInputException if such a model is not in the cache
    static List<String> of(Recipe recipe) {
        ModelRecipe model = recipe.model();
        Map<String, @Nullable Path> origins = new LinkedHashMap<>();
        origins.put("model.from", model.from());
        origins.put("model.vision.from", model.vision().from());
        origins.put("model.text.from", model.text().from());
        origins.put("model.text.vocabulary.from", model.text().vocabulary().from());
        List<String> pins = new ArrayList<>();
        origins.forEach((key, origin) -> {
            Path pinned = origin == null ? null : HubCache.pin(origin);
            if (pinned != null && !pinned.equals(origin)) {
                pins.add(key + "='" + pinned + "'");
            }
        });
        return pins;
    }
}
