package dev.diptych.cli.support;

import dev.diptych.train.recipe.Recipe;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// A recipe, and what a call says otherwise.
public final class RecipeOptions {

    /// Reads the recipe that a command begins with.
    @FunctionalInterface
    public interface Source {
        Recipe read(List<String> settings) throws IOException;
    }

    @Parameters(index = "0", arity = "0..1", paramLabel = "RECIPE", description = "A recipe (YAML); see recipes/.")
    private @Nullable Path file;

    @Option(
            names = "--data",
            paramLabel = "D",
            description =
                    "The pairs to train on, [FORMAT:]PATH[?KEY=VALUE&...]: a folder with captions.csv, or any format"
                            + " of 'diptych data --help'. Repeatable: several are mixed, by data.weights.")
    private final List<String> data = new ArrayList<>();

    @Option(names = "--validation", paramLabel = "D", description = "Pairs to validate on; else a share of --data.")
    private @Nullable String validation;

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            completionCandidates = RecipeKeys.class,
            description = "Set a key of the recipe, say --set train.epochs=5. Repeatable.")
    private final List<String> settings = new ArrayList<>();

    @Nullable
    public Path file() {
        return file;
    }

    public boolean areGiven() {
        return file != null || !data.isEmpty() || validation != null || !settings.isEmpty();
    }

    /// All that the call says otherwise, and the names of models on the hub with the commit that is used.
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
