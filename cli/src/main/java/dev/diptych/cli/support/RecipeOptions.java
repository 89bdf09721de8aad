package dev.diptych.cli.support;

import dev.diptych.train.recipe.Recipe;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// A recipe and the options that override it.
public final class RecipeOptions {

    /// Reads the recipe with its overrides.
    @FunctionalInterface
    public interface Source {
        Recipe read(List<String> settings) throws IOException;
    }

    @Parameters(index = "0", arity = "0..1", paramLabel = "RECIPE", description = "Recipe (YAML); see recipes/.")
    private @Nullable Path file;

    @Option(
            names = "--data",
            paramLabel = "D",
            description =
                    "Training pairs, [FORMAT:]PATH[?KEY=VALUE&...]: a folder with captions.csv, or any format listed"
                            + " by 'diptych data --help'. Repeatable: several are mixed according to data.weights.")
    private final List<String> data = new ArrayList<>();

    @Option(names = "--validation", paramLabel = "D", description = "Validation pairs (default: a part of --data).")
    private @Nullable String validation;

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            completionCandidates = RecipeKeys.class,
            description = "Override a key of the recipe, such as --set train.epochs=5. Repeatable.")
    private final List<String> settings = new ArrayList<>();

    @Nullable
    public Path file() {
        return file;
    }

    public boolean areGiven() {
        return file != null || !data.isEmpty() || validation != null || !settings.isEmpty();
    }

    /// All overrides, and the pinned commits of models on the Hub.
    public List<String> settings(Source source) throws IOException {
        List<String> all = new ArrayList<>();
        if (!data.isEmpty()) {
            all.add(RunOrigin.data("data.train", data));
        }
        if (validation != null) {
            all.add(RunOrigin.data("data.validation", validation));
        }
        all.addAll(settings);
        all.addAll(HubPins.of(source.read(all)));
        return all;
    }
}
