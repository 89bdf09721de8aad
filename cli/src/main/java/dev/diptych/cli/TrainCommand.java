package dev.diptych.cli;

import dev.diptych.base.InvalidInputException;
import dev.diptych.cli.init.BundledRecipe;
import dev.diptych.cli.support.MetricsTable;
import dev.diptych.cli.support.OutputOptions;
import dev.diptych.cli.support.RecipeOptions;
import dev.diptych.cli.support.RunOrigin;
import dev.diptych.cli.support.StopSignals;
import dev.diptych.cli.support.Version;
import dev.diptych.report.RunDirectory;
import dev.diptych.report.progress.ProgressLine;
import dev.diptych.train.BaselineRun;
import dev.diptych.train.RunReport;
import dev.diptych.train.Trainer;
import dev.diptych.train.TrainingResult;
import dev.diptych.train.recipe.Recipe;
import dev.diptych.train.recipe.RecipeReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.node.ObjectNode;

/// `diptych train`: a training run in a directory of its own, from its start or from its last checkpoint.
@Command(
        name = "train",
        description = {
            "Train a model by a recipe. Without arguments: a small model on scenes that are generated on the spot.",
            "An interrupt (Ctrl-C) saves a checkpoint; --resume goes on from the last one, to the same weights, bit for"
                    + " bit, as if the run had never stopped."
        },
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
final class TrainCommand implements Callable<Integer> {

    private static final BundledRecipe DEFAULT_RECIPE = BundledRecipe.SCENES;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec command;

    @Mixin
    private final OutputOptions output = new OutputOptions();

    @Mixin
    private final RecipeOptions options = new RecipeOptions();

    @Option(names = "--out", paramLabel = "RUN", description = "The run directory to make; else one under runs/.")
    private @Nullable Path out;

    @Option(names = "--resume", paramLabel = "RUN", description = "Go on with the run in this directory.")
    private @Nullable Path resume;

    @Option(
            names = "--compare",
            paramLabel = "OTHER",
            description = "A finished run whose figures stand beside this one's in the report; by default the one that"
                    + " ended last of those in the same folder.")
    private @Nullable Path compare;

    @Override
    public Integer call() throws IOException {
        if (compare != null) {
            BaselineRun.requireFinished(compare);
        }
        Recipe given = resume == null ? recipe() : null; // before a directory is made
        try (RunDirectory directory = directory();
                ProgressLine progress = ProgressLine.onStandardError()) {
            Recipe recipe = given == null ? RecipeReader.read(directory.recipe(), List.of()) : given;
            var stop = StopSignals.install();
            progress.say((resume == null ? "run directory " : "resuming ") + directory.path());
            try (Trainer trainer = resume == null
                    ? Trainer.start(recipe, directory, progress, stop::isRequested)
                    : Trainer.resume(recipe, directory, progress, stop::isRequested)) {
                Optional<TrainingResult> result = trainer.run();
                if (result.isEmpty()) {
                    progress.say("stopped; go on with: diptych train --resume " + directory.path());
                    return stop.exitStatus();
                }
                RunReport.write(
                        directory,
                        result.get(),
                        RunOrigin.commandLine(command),
                        RunOrigin.versions(),
                        compare == null
                                ? BaselineRun.beside(directory.path(), recipe)
                                : BaselineRun.of(compare, recipe));
                show(result.get(), directory, progress);
                return 0;
            } catch (UncheckedIOException failure) { // a full disk, say
                if (Files.isRegularFile(directory.recipe())) {
                    progress.say("what was saved is whole; when that is mended, go on with: diptych train --resume "
                            + directory.path());
                }
                throw failure;
            }
        }
    }

    private RunDirectory directory() {
        if (resume == null) {
            return RunDirectory.create(out == null ? defaultDirectory() : out);
        }
        if (options.areGiven() || out != null) {
            throw new InvalidInputException("--resume goes on with the run's own recipe and data;"
                    + " give no RECIPE, --data, --validation, --out or --set");
        }
        return RunDirectory.open(resume);
    }

    private Path defaultDirectory() {
        Path file = options.file();
        String name = file == null ? DEFAULT_RECIPE.file() : file.getFileName().toString();
        String stem = name.replaceFirst("\\.ya?ml$", "");
        return Path.of(
                "runs",
                stem + "-"
                        + LocalDateTime.now(ZoneId.systemDefault())
                                .format(DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss")));
    }

    private Recipe recipe() throws IOException {
        return read(options.settings(this::read));
    }

    private Recipe read(List<String> all) throws IOException {
        Path file = options.file();
        return file == null ? DEFAULT_RECIPE.read(all) : RecipeReader.read(file, all);
    }

    private void show(TrainingResult result, RunDirectory directory, ProgressLine progress) {
        if (!result.skipped().isEmpty()) {
            progress.say("%d training images could not be read and were left out:"
                    .formatted(result.skipped().size()));
            result.skipped().forEach(each -> progress.say("  " + each.name() + ": " + each.reason()));
        }
        if (output.json()) {
            ObjectNode document = result.metrics().toTree();
            document.put("run", directory.path().toString());
            output.printDocument(document);
        } else {
            MetricsTable.print(output.out(), result.metrics());
        }
        progress.say("model in " + directory.model() + ", report in " + directory.report());
    }
}
