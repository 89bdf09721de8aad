package dev.diptych.cli;

import dev.diptych.Training;
import dev.diptych.base.InvalidInputException;
import dev.diptych.cli.init.BundledRecipe;
import dev.diptych.cli.support.MetricsTable;
import dev.diptych.cli.support.OutputOptions;
import dev.diptych.cli.support.RecipeOptions;
import dev.diptych.cli.support.RunOrigin;
import dev.diptych.cli.support.StopSignals;
import dev.diptych.cli.support.Version;
import dev.diptych.report.progress.ProgressLine;
import dev.diptych.train.BaselineRun;
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
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.node.ObjectNode;

/// `diptych train`: starts or resumes a training run.
@Command(
        name = "train",
        description = {
            "Train a model as specified by a recipe. Without arguments, a small model is trained on generated scenes.",
            "An interrupt (Ctrl-C) saves a checkpoint. --resume continues from the last one and produces the same weights,"
                    + " bit for bit, as an uninterrupted run."
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

    @Option(names = "--out", paramLabel = "RUN", description = "Run directory to create (default: a new one in runs/).")
    private @Nullable Path out;

    @Option(names = "--resume", paramLabel = "RUN", description = "Resume the run in this directory.")
    private @Nullable Path resume;

    @Option(
            names = "--compare",
            paramLabel = "OTHER",
            description = "Finished run with which the report compares this one (default: the most recently finished run"
                    + " in the same folder).")
    private @Nullable Path compare;

    @Override
    public Integer call() throws IOException {
        if (compare != null) {
            BaselineRun.requireFinished(compare);
        }
        Path path = resume == null ? out == null ? defaultDirectory() : out : resume;
        Recipe recipe = resume == null ? recipe() : recorded(resume); // before a directory is created
        try (ProgressLine progress = ProgressLine.onStandardError()) {
            StopSignals stop = StopSignals.install();
            Training training = Training.of(recipe)
                    .progress(progress)
                    .cancellation(stop.token())
                    .command(RunOrigin.commandLine(command));
            if (compare != null) {
                training.compareWith(compare);
            }
            try {
                show(resume == null ? training.run(path) : training.resume(path), path, progress);
                return 0;
            } catch (CancellationException stopped) {
                progress.say("stopped; resume with: diptych train --resume " + path);
                return stop.exitStatus();
            } catch (UncheckedIOException failure) { // for example a full disk
                if (Files.isRegularFile(path.resolve("recipe.yaml"))) {
                    progress.say(
                            "saved files are intact; once the problem is fixed, resume with: diptych train --resume " + path);
                }
                throw failure;
            }
        }
    }

    private Recipe recorded(Path run) {
        if (options.areGiven() || out != null) {
            throw new InvalidInputException("--resume uses the recipe and data of the run;"
                    + " do not pass RECIPE, --data, --validation, --out or --set");
        }
        return Recipe.ofRun(run);
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

    private void show(TrainingResult result, Path run, ProgressLine progress) {
        if (!result.skipped().isEmpty()) {
            progress.say("%d training images could not be read and were skipped:"
                    .formatted(result.skipped().size()));
            result.skipped().forEach(each -> progress.say("  " + each.name() + ": " + each.reason()));
        }
        if (output.json()) {
            ObjectNode document = result.metrics().toTree();
            document.put("run", run.toString());
            output.printDocument(document);
        } else {
            MetricsTable.print(output.out(), result.metrics());
        }
        progress.say("model in " + run.resolve("model") + ", report in " + run.resolve("report.html"));
    }
}
