package dev.diptych.train.search;

import dev.diptych.base.internal.AtomicFile;
import dev.diptych.evaluate.SelectionMetric;
import dev.diptych.evaluate.comparison.QueryResults;
import dev.diptych.evaluate.comparison.QueryResultsFile;
import dev.diptych.report.LogEntry;
import dev.diptych.report.Metrics;
import dev.diptych.report.MetricsLog;
import dev.diptych.report.RunDirectory;
import dev.diptych.report.progress.ProgressLine;
import dev.diptych.torch.TensorScope;
import dev.diptych.train.RunContext;
import dev.diptych.train.RunReport;
import dev.diptych.train.SharedInputs;
import dev.diptych.train.Trainer;
import dev.diptych.train.TrainingFailedException;
import dev.diptych.train.TrainingResult;
import dev.diptych.train.recipe.Recipe;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/// A candidate trained with one seed: an ordinary run in its own directory, which contains all of its state.
record Trial(Recipe recipe, Path path) {

    private static final String FAILED = "failed.txt";

    /// Settings shared by the trials of a search.
    ///
    /// @param versions versions of the software, for their reports
    record TrialContext(
            SharedInputs shared, ProgressLine progress, BooleanSupplier stopRequested, Map<String, String> versions) {}

    /// State of a trial.
    ///
    /// @param value best value of the metric so far; NaN if there is none
    /// @param epoch epoch of this value; 0 if there is none
    /// @param epochs number of trained epochs
    /// @param temperature temperature at that epoch
    record TrialState(double value, int epoch, int epochs, double temperature) {}

    /// Trains for the given number of epochs, from the last checkpoint if there is one. A loss that
    /// is not finite ends the trial, not the search.
    ///
    /// @return false if it was stopped
    boolean advance(int epochs, TrialContext with) {
        if (isFinished() || hasFailed() || standingAfter(epochs).epochs() >= epochs && epochs < all()) {
            removeNeedless();
            return true;
        }
        boolean resumed = Files.isRegularFile(path.resolve("recipe.yaml"));
        if (!resumed) {
            delete(path); // left by a process that was killed at the start
        }
        try (var _ = TensorScope.open(); // frees the trial's parameters
                RunDirectory directory = resumed ? RunDirectory.open(path) : RunDirectory.create(path);
                Trainer trainer = resumed
                        ? Trainer.resume(recipe, directory, context(with))
                        : Trainer.start(recipe, directory, context(with))) {
            if (epochs < all()) {
                return trainer.advance(epochs);
            }
            Optional<TrainingResult> result = trainer.run();
            if (result.isEmpty()) {
                return false;
            }
            RunReport.write(
                    directory,
                    result.get(),
                    "diptych train " + directory.recipe() + " # a trial of a search",
                    with.versions(),
                    null);
        } catch (TrainingFailedException diverged) {
            with.progress().say("trial " + path.getFileName() + " failed: " + diverged.getMessage());
            AtomicFile.write(path.resolve(FAILED), diverged.getMessage() + "\n");
        }
        removeNeedless();
        return true;
    }

    /// Its state after a number of epochs, from its log.
    TrialState standingAfter(int epochs) {
        SelectionMetric metric = recipe.validation().metric();
        double best = Double.NaN;
        int bestEpoch = 0;
        int last = 0;
        double temperature = Double.NaN;
        for (LogEntry entry : log()) {
            if (entry instanceof LogEntry.Validation(long _, int epoch, Metrics metrics, double _)
                    && epoch >= 1 // 0 is before the first step
                    && epoch <= epochs) {
                double value = metrics.get(metric.name()).orElse(Double.NaN);
                last = epoch;
                if (bestEpoch == 0 || metric.better(value, best)) {
                    best = value;
                    bestEpoch = epoch;
                    temperature = metrics.get("train.temperature").orElse(Double.NaN);
                }
            }
        }
        return new TrialState(best, bestEpoch, last, temperature);
    }

    /// The validation of its best epoch so far, query by query.
    QueryResults validated() {
        return QueryResultsFile.readIfPresent(RunDirectory.bestQueries(path));
    }

    boolean hasFailed() {
        return Files.exists(path.resolve(FAILED));
    }

    private int all() {
        return recipe.train().epochs();
    }

    // The report is written last.
    private boolean isFinished() {
        return Files.exists(path.resolve("metrics.json")) && Files.exists(path.resolve("report.html"));
    }

    private List<LogEntry> log() {
        return MetricsLog.read(path.resolve("metrics.jsonl"));
    }

    // A completed trial needs no checkpoints.
    private void removeNeedless() {
        if (isFinished() || hasFailed()) {
            delete(path.resolve("checkpoints"));
        }
    }

    private static void delete(Path directory) {
        if (!Files.exists(directory)) {
            return;
        }
        try (Stream<Path> entries = Files.walk(directory)) {
            for (Path entry : entries.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(entry);
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static RunContext context(TrialContext with) {
        return RunContext.sharing(with.progress(), with.stopRequested(), with.shared());
    }
}
