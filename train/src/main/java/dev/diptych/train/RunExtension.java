package dev.diptych.train;

import dev.diptych.base.InvalidInputException;
import dev.diptych.base.internal.AtomicFile;
import dev.diptych.report.LogEntry;
import dev.diptych.report.MetricsLog;
import dev.diptych.report.RunDirectory;
import dev.diptych.train.recipe.Recipe;
import dev.diptych.train.recipe.RecipeDifferences;
import dev.diptych.train.recipe.RecipeReader;
import dev.diptych.train.recipe.RecipeWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/// More epochs for a run that may already be finished.
///
/// The steps so far are those of the shorter run. The further ones follow the schedule of the
/// longer one at their position: a cosine schedule, which ended at 0, continues at its value for
/// the longer run, so the weights differ from those of an uninterrupted run of that length. With a
/// constant schedule and a warmup in steps they are the same.
///
/// @param run directory of the run
/// @param before recipe so far
/// @param after recipe with more epochs
public record RunExtension(Path run, Recipe before, Recipe after) {

    private static final Set<String> CHANGEABLE = Set.of("train.epochs", "validation.patience");

    /// Checks the settings against the recipe of a run. Nothing is written yet.
    ///
    /// @param settings `train.epochs=N` and, to continue after an early stop, `validation.patience=N`
    /// @throws InvalidInputException if the directory contains no run, another key is set, or the
    ///     run would not become longer
    public static RunExtension of(Path run, List<String> settings) {
        Path file = RunDirectory.requireRecipe(run);
        RunExtension extension = new RunExtension(run, RecipeReader.read(file), RecipeReader.read(file, settings));
        extension.check();
        return extension;
    }

    private void check() {
        for (RecipeDifferences.Difference each : RecipeDifferences.between(
                run.resolve("recipe.yaml").toString(), RecipeWriter.write(before), RecipeWriter.write(after))) {
            if (!CHANGEABLE.contains(each.key())) {
                throw new InvalidInputException("--resume cannot change " + each.key()
                        + ", because the steps so far depend on it; only train.epochs and validation.patience can be set."
                        + " To train further with other settings, start a new run with --set model.from=" + run);
            }
        }
        int more = after.train().epochs();
        int completed = completedEpochs();
        if (more < completed) {
            throw new InvalidInputException("train.epochs is %d, but %d epochs of %s are complete; set a larger number"
                    .formatted(more, completed, run));
        }
        Integer patience = after.validation().patience();
        int stale = staleEpochs();
        if (patience != null && stale >= patience && Files.exists(run.resolve("metrics.json"))) {
            throw new InvalidInputException(
                    "%s stopped early after %d epochs without improvement, which validation.patience %d does not permit; also pass --set validation.patience=%d or null"
                            .formatted(run, stale, patience, stale + patience));
        }
    }

    /// One or two sentences on what happens to the learning rate.
    public String schedule() {
        int from = before.train().epochs();
        int to = after.train().epochs();
        if (from == to) {
            return "train.epochs stays %d".formatted(to);
        }
        return switch (after.train().schedule()) {
            case CONSTANT ->
                "extended from %d to %d epochs: the constant learning rate is continued".formatted(from, to);
            case COSINE ->
                "extended from %d to %d epochs: the cosine schedule is continued at its position in %d epochs, so the learning rate rises once and then decays to 0; the result differs from an uninterrupted run of %d epochs"
                        .formatted(from, to, to, to);
        };
    }

    /// Records the longer recipe. The final metrics of the shorter run are kept as
    /// `metrics-N-epochs.json`.
    ///
    /// @throws InvalidInputException if another process uses the directory
    public void apply() {
        try (RunDirectory directory = RunDirectory.open(run)) {
            Path metrics = directory.metrics();
            if (Files.exists(metrics)) {
                Files.move(
                        metrics,
                        metrics.resolveSibling("metrics-%d-epochs.json".formatted(completedEpochs())),
                        StandardCopyOption.ATOMIC_MOVE);
            }
            AtomicFile.write(directory.recipe(), RecipeWriter.write(after));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private int completedEpochs() {
        return validations().mapToInt(LogEntry::epoch).max().orElse(0);
    }

    // Validations since the best one.
    private int staleEpochs() {
        var metric = before.validation().metric();
        double best = Double.NaN;
        int stale = 0;
        for (LogEntry.Validation validation : validations().toList()) {
            double value = validation.metrics().get(metric.name()).orElse(Double.NaN);
            if (Double.isNaN(best) || metric.better(value, best)) {
                best = value;
                stale = 0;
            } else {
                stale++;
            }
        }
        return stale;
    }

    private Stream<LogEntry.Validation> validations() {
        return MetricsLog.read(run.resolve("metrics.jsonl")).stream()
                .filter(LogEntry.Validation.class::isInstance)
                .map(LogEntry.Validation.class::cast)
                .filter(validation -> validation.epoch() > 0);
    }
}
