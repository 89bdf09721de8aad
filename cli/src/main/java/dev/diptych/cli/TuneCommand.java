package dev.diptych.cli;

import dev.diptych.Versions;
import dev.diptych.base.InvalidInputException;
import dev.diptych.cli.support.OutputOptions;
import dev.diptych.cli.support.RecipeKeys;
import dev.diptych.cli.support.RecipeOptions;
import dev.diptych.cli.support.RunOrigin;
import dev.diptych.cli.support.StopSignals;
import dev.diptych.cli.support.Version;
import dev.diptych.report.progress.ProgressLine;
import dev.diptych.train.recipe.Recipe;
import dev.diptych.train.recipe.RecipeReader;
import dev.diptych.train.recipe.RecipeWriter;
import dev.diptych.train.search.Halving;
import dev.diptych.train.search.Search;
import dev.diptych.train.search.SearchDirectory;
import dev.diptych.train.search.SearchJson;
import dev.diptych.train.search.SearchOutput;
import dev.diptych.train.search.SearchPlan;
import dev.diptych.train.search.SearchResult;
import dev.diptych.train.search.SearchTable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `diptych tune`: a hyper-parameter search.
@Command(
        name = "tune",
        description = {
            "Search hyper-parameters: train every combination with every seed and compare them on validation data.",
            "An interrupt (Ctrl-C) saves a checkpoint. --resume continues from it and produces the same table, bit for"
                    + " bit.",
            "A search over objective.temperature includes the learned temperature as a candidate."
        },
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
final class TuneCommand implements Callable<Integer> {

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec command;

    @Mixin
    private final OutputOptions output = new OutputOptions();

    @Mixin
    private final RecipeOptions options = new RecipeOptions();

    @Option(
            names = "--grid",
            paramLabel = "KEY=VALUES",
            completionCandidates = RecipeKeys.class,
            description = "Key of the recipe and its values: FROM:TO:COUNT (evenly spaced), FROM:TO:COUNT:log (evenly"
                    + " spaced in the logarithm) or A,B,C. Repeatable: all combinations are tried.")
    private final List<String> grids = new ArrayList<>();

    @Option(
            names = "--random",
            paramLabel = "N",
            description =
                    "Draw N random candidates from the grids instead: numbers between FROM and TO (log-uniform with"
                            + " :log; the count may be omitted) or one of A,B,C. Seeded by the recipe's seed.")
    private @Nullable Integer random;

    @Option(
            names = "--seeds",
            split = ",",
            paramLabel = "SEED",
            description = "Train each candidate with each of these seeds, such as 0,1,2 (default: the recipe's seed).")
    private @Nullable List<Long> seeds;

    @Option(
            names = "--halving",
            paramLabel = "FACTOR[:FIRST]",
            description = "Successive halving: after FIRST epochs (1) one candidate in FACTOR continues, after FACTOR"
                    + " times as many epochs one in FACTOR of those, and so on to train.epochs.")
    private @Nullable String halving;

    @Option(
            names = "--metric",
            paramLabel = "NAME",
            description = "Validation metric for the comparison (default: the recipe's validation.metric).")
    private @Nullable String metric;

    @Option(names = "--no-learned", description = "Omit the candidate with a learned temperature.")
    private boolean withoutLearned;

    @Option(names = "--out", paramLabel = "DIR", description = "Output directory, created by the command.")
    private @Nullable Path out;

    @Option(names = "--resume", paramLabel = "DIR", description = "Resume the search in this directory.")
    private @Nullable Path resume;

    @Override
    public Integer call() throws IOException {
        if (resume != null) {
            refuseSettings();
            try (SearchDirectory directory = SearchDirectory.open(resume)) {
                return run(Search.resume(directory), directory);
            }
        }
        if (out == null) {
            throw new InvalidInputException("missing --out, the output directory of the search");
        }
        Recipe recipe = recipe();
        SearchPlan plan = SearchPlan.of(
                grids,
                random,
                seeds == null ? List.of(recipe.seed()) : seeds,
                halving == null ? null : Halving.parse(halving),
                !withoutLearned,
                RunOrigin.commandLine(command));
        Search search = Search.of(plan, recipe, out); // checks everything before a directory is created
        try (SearchDirectory directory = SearchDirectory.create(out, search.plan(), search.base())) {
            return run(search, directory);
        }
    }

    private int run(Search search, SearchDirectory directory) throws IOException {
        try (ProgressLine progress = output.progress()) {
            var stop = StopSignals.install(progress);
            Optional<SearchResult> result = search.run(directory, progress, stop::isRequested, Versions.all());
            if (result.isEmpty()) {
                progress.say("stopped; resume with: diptych tune --resume " + directory.path());
                return stop.exitStatus();
            }
            SearchOutput.write(directory, result.get(), Versions.all());
            if (output.json()) {
                output.printDocument(SearchJson.of(result.get()));
            } else {
                output.out().print(SearchTable.markdown(result.get()));
                output.out().flush();
            }
            progress.say("recipe of the winner in " + directory.best() + ", report in " + directory.report());
            return 0;
        }
    }

    private Recipe recipe() throws IOException {
        if (options.file() == null && !options.namesData()) {
            throw new InvalidInputException("missing RECIPE, the recipe whose settings are searched, or --data");
        }
        Recipe recipe;
        try (ProgressLine progress = output.progress()) {
            recipe = options.recipe(progress);
        }
        if (metric == null) {
            return recipe;
        }
        String setting = "validation.metric=" + metric;
        try {
            return RecipeReader.read("recipe.yaml", RecipeWriter.write(recipe), List.of(setting));
        } catch (InvalidInputException unknown) {
            String message = String.valueOf(unknown.getMessage());
            throw new InvalidInputException(message.replace("--set " + setting, "--metric " + metric), unknown);
        }
    }

    private void refuseSettings() {
        boolean given = options.areGiven()
                || out != null
                || metric != null
                || random != null
                || halving != null
                || seeds != null
                || withoutLearned
                || !grids.isEmpty();
        if (given) {
            throw new InvalidInputException(
                    "--resume uses the recipe, grids and data of the search; pass only --resume DIR");
        }
    }
}
