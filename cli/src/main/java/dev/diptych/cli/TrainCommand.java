package dev.diptych.cli;

import dev.diptych.Training;
import dev.diptych.base.InvalidInputException;
import dev.diptych.cli.init.BundledRecipe;
import dev.diptych.cli.support.DryRunTable;
import dev.diptych.cli.support.FeatureFolder;
import dev.diptych.cli.support.MetricsTable;
import dev.diptych.cli.support.OutputOptions;
import dev.diptych.cli.support.RecipeOptions;
import dev.diptych.cli.support.RunOrigin;
import dev.diptych.cli.support.StopSignals;
import dev.diptych.cli.support.Version;
import dev.diptych.report.Metrics;
import dev.diptych.report.progress.ProgressLine;
import dev.diptych.train.BaselineRun;
import dev.diptych.train.DryRun;
import dev.diptych.train.RunExtension;
import dev.diptych.train.TrainingResult;
import dev.diptych.train.recipe.Recipe;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.function.Function;
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
            "Train a model as specified by a recipe. With --data and no recipe, one is chosen for the data; without"
                    + " arguments, a small model is trained on generated scenes.",
            "An interrupt (Ctrl-C) saves a checkpoint. --resume continues from the last one and produces the same weights,"
                    + " bit for bit, as an uninterrupted run. --resume RUN --set train.epochs=N trains a finished run"
                    + " further."
        },
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
final class TrainCommand implements Callable<Integer> {

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
            description =
                    "Finished run with which the report compares this one (default: the most recently finished run"
                            + " in the same folder).")
    private @Nullable Path compare;

    @Option(
            names = "--dry-run",
            description =
                    "Check recipe, data and model, measure three steps and estimate time and memory. Writes nothing.")
    private boolean dryRun;

    @Override
    public Integer call() throws IOException {
        if (compare != null) {
            BaselineRun.requireFinished(compare);
        }
        try (ProgressLine progress = output.progress()) {
            if (resume != null) {
                return resumed(resume, progress);
            }
            Recipe recipe = options.recipe(progress); // before a directory is created
            if (dryRun) {
                if (out != null || compare != null) {
                    throw new InvalidInputException("--dry-run writes nothing; do not pass --out or --compare");
                }
                DryRunTable.print(output, DryRun.of(recipe, progress));
                return 0;
            }
            Path path = out == null ? defaultDirectory() : out;
            return train(recipe, path, progress, training -> training.run(path));
        }
    }

    private int resumed(Path run, ProgressLine progress) throws IOException {
        if (options.namesSource() || out != null || dryRun) {
            throw new InvalidInputException("--resume uses the recipe and data of the run; do not pass RECIPE, --data,"
                    + " --validation, --out or --dry-run, and --set only with train.epochs or validation.patience");
        }
        Recipe recorded = Recipe.ofRun(run);
        if (options.areGiven()) {
            RunExtension extension = RunExtension.of(run, options.settings());
            extension.apply();
            progress.say(extension.schedule());
            recorded = extension.after();
        } else if (Files.isRegularFile(run.resolve("metrics.json"))
                && Files.isRegularFile(run.resolve("report.html"))) {
            return finished(run, recorded, progress);
        }
        return train(recorded, run, progress, training -> training.resume(run));
    }

    private int finished(Path run, Recipe recipe, ProgressLine progress) throws IOException {
        Metrics metrics =
                Metrics.fromJson(run.resolve("metrics.json").toString(), Files.readString(run.resolve("metrics.json")));
        print(metrics, run);
        int epochs = recipe.train().epochs();
        progress.say(
                "%s is finished, nothing was trained; to train it further: diptych train --resume %s --set train.epochs=%d"
                        .formatted(run, run, 2 * epochs));
        return 0;
    }

    private int train(Recipe recipe, Path path, ProgressLine progress, Function<Training, TrainingResult> start) {
        StopSignals stop = StopSignals.install(progress);
        Training training = Training.of(recipe)
                .progress(progress)
                .cancellation(stop.token())
                .command(RunOrigin.commandLine(command));
        if (compare != null) {
            training.compareWith(compare);
        }
        try {
            show(start.apply(training), path, progress);
            return 0;
        } catch (CancellationException stopped) {
            progress.say("stopped; resume with: diptych train --resume " + path);
            return stop.exitStatus();
        } catch (UncheckedIOException failure) { // for example a full disk
            if (Files.isRegularFile(path.resolve("recipe.yaml"))) {
                progress.say("saved files are intact; once the problem is fixed, resume with: diptych train --resume "
                        + path);
            }
            throw failure;
        }
    }

    private Path defaultDirectory() {
        Path file = options.file();
        String name = file != null
                ? file.getFileName().toString()
                : options.namesData() ? "train" : BundledRecipe.SCENES.file();
        String stem = name.replaceFirst("\\.ya?ml$", "");
        return Path.of(
                "runs",
                stem + "-"
                        + LocalDateTime.now(ZoneId.systemDefault())
                                .format(DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss")));
    }

    private void show(TrainingResult result, Path run, ProgressLine progress) {
        if (!result.skipped().isEmpty()) {
            progress.say("%d training images could not be read and were skipped:"
                    .formatted(result.skipped().size()));
            result.skipped().forEach(each -> progress.say("  " + each.name() + ": " + each.reason()));
        }
        print(result.metrics(), run);
        progress.say("model in " + run.resolve("model") + ", report in " + run.resolve("report.html"));
        FeatureFolder cache = FeatureFolder.ofRun(result.recipe(), run);
        if (cache.exists()) {
            progress.say("frozen features are cached in %s (%s); 'diptych cache' shows and clears them"
                    .formatted(cache.directory(), cache.size()));
        }
    }

    private void print(Metrics metrics, Path run) {
        if (output.json()) {
            ObjectNode document = metrics.toTree();
            document.put("run", run.toString());
            output.printDocument(document);
        } else {
            MetricsTable.print(output.out(), metrics);
        }
    }
}
