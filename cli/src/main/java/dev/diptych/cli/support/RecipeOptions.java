package dev.diptych.cli.support;

import dev.diptych.cli.init.BundledRecipe;
import dev.diptych.cli.init.DataRecipe;
import dev.diptych.report.progress.ProgressLine;
import dev.diptych.train.recipe.Recipe;
import dev.diptych.train.recipe.RecipeReader;
import dev.diptych.train.recipe.RecipeWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// A recipe and the options that override it.
public final class RecipeOptions {

    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "RECIPE",
            completionCandidates = RecipeNames.class,
            description = "Recipe: a YAML file, or one of the library: ${COMPLETION-CANDIDATES}. With --data and no"
                    + " RECIPE, the one that 'diptych init' writes for the data.")
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
        return namesSource() || !settings.isEmpty();
    }

    /// Whether a recipe or data is given.
    public boolean namesSource() {
        return file != null || namesData() || validation != null;
    }

    public boolean namesData() {
        return !data.isEmpty();
    }

    /// The values of `--set`.
    public List<String> settings() {
        return List.copyOf(settings);
    }

    /// The recipe with all overrides and with pinned commits of models on the Hub. Without RECIPE:
    /// with data, the one that `diptych init` writes for them, which is described on `progress`;
    /// otherwise that of the generated scenes.
    public Recipe recipe(ProgressLine progress) throws IOException {
        List<String> all = new ArrayList<>();
        if (!data.isEmpty()) {
            all.add(RunOrigin.data("data.train", data));
        }
        if (validation != null) {
            all.add(RunOrigin.data("data.validation", validation));
        }
        all.addAll(settings);
        if (file == null && namesData()) {
            Machine machine = Machine.inspect();
            DataRecipe chosen =
                    DataRecipe.of(all, machine.logicalProcessors(), machine.memoryFreeBytes() / (double) (1L << 30));
            chosen.describe(progress);
            return RecipeReader.read("recipe.yaml", RecipeWriter.write(chosen.recipe()), HubPins.of(chosen.recipe()));
        }
        all.addAll(HubPins.of(read(all)));
        return read(all);
    }

    private Recipe read(List<String> all) {
        return file == null ? BundledRecipe.SCENES.read(all) : RecipeReader.read(file, all);
    }
}
