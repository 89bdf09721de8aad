package dev.diptych.train.search;

import dev.diptych.train.RecordedProgress;
import dev.diptych.train.recipe.Recipe;
import dev.diptych.train.recipe.RecipeReader;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// Searches of a few seconds, on a few small scenes.
final class TinySearch {

    private static final String RECIPE = """
            data: {scenes: {train: 32, validation: 16, test: 16, size: 16}}
            model:
              vision: {image_size: 16, patch_size: 8, hidden_size: 16, layers: 2, heads: 2, intermediate_size: 32}
              text: {hidden_size: 16, layers: 2, heads: 2, intermediate_size: 32, vocabulary: {size: 400}}
              projection: 8
            train:
              epochs: 4
              batch: 8
              learning_rate: 3.0e-3
              log_every: 1
              trainable: {vision: last 1, text: frozen}
            validation: {metric: consistency.alignment}
            """;

    private TinySearch() {}

    static Recipe recipe(String... settings) {
        return RecipeReader.read("tiny.yaml", RECIPE, List.of(settings));
    }

    static SearchPlan plan(@Nullable String halving, List<Long> seeds, String... grids) {
        return SearchPlan.of(
                List.of(grids), null, seeds, halving == null ? null : Halving.parse(halving), true, "diptych tune");
    }

    /// Begins a search; empty when `stop` ended it.
    static Optional<SearchResult> start(SearchPlan plan, Recipe recipe, Path path, BooleanSupplier stop) {
        Search search = Search.of(plan, recipe, path);
        try (SearchDirectory directory = SearchDirectory.create(path, plan, recipe)) {
            return run(search, directory, stop);
        }
    }

    static Optional<SearchResult> resume(Path path, BooleanSupplier stop) {
        try (SearchDirectory directory = SearchDirectory.open(path)) {
            return run(Search.resume(directory), directory, stop);
        }
    }

    private static Optional<SearchResult> run(Search search, SearchDirectory directory, BooleanSupplier stop) {
        Optional<SearchResult> result = search.run(directory, new RecordedProgress(), stop, Map.of());
        result.ifPresent(ended -> SearchOutput.write(directory, ended, Map.of("Diptych", "test")));
        return result;
    }

    /// Stops after it was asked so often.
    static BooleanSupplier after(int times) {
        AtomicInteger asked = new AtomicInteger();
        return () -> asked.getAndIncrement() >= times;
    }
}
