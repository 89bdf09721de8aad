package dev.diptych.train.search;

import dev.diptych.base.internal.AtomicFile;
import dev.diptych.evaluate.SelectionMetric;
import dev.diptych.report.LogEntry;
import dev.diptych.report.Metrics;
import dev.diptych.report.MetricsLog;
import dev.diptych.report.RunDirectory;
import dev.diptych.report.progress.ProgressLine;
import dev.diptych.torch.TensorScope;
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

/// A candidate trained with one seed: an ordinary run in a directory of its own. All that is known of it is read from
/// there, so nothing but the directory is needed to go on.
record Trial(Recipe recipe, Path path) {

    private static final String FAILED = "failed.txt";

    /// What trials of a search have in common.
    ///
    /// @param versions of what they run on, for their reports
    record Surroundings(
            SharedInputs shared, ProgressLine progress, BooleanSupplier stopRequested, Map<String, String> versions) {}

    /// How a trial stands.
    ///
    /// @param value the best of the metric so far; NaN where there is none
    /// @param epoch that gave it; 0 where none did
    /// @param epochs that it trained for
    /// @param temperature at the epoch that gave it
    record Standing(double value, int epoch, int epochs, double temperature) {}

    /// Trains until so many epochs are done, from the last checkpoint where there is one. A loss that is no longer a
    /// number ends the trial, not the search.
    ///
    /// @return false when it was told to stop before
    boolean advance(int epochs, Surroundings with) {
        if (isFinished() || hasFailed() || standingAfter(epochs).epochs() >= epochs && epochs < all()) {
            removeNeedless();
            return true;
        }
        boolean resumed = Files.isRegularFile(path.resolve("recipe.yaml"));
        if (!resumed) {
            delete(path); // what a process that was killed at the start left
        }
        try (var _ = TensorScope.open(); // the trial's parameters end with it
                RunDirectory directory = resumed ? RunDirectory.open(path) : RunDirectory.create(path);
                Trainer trainer = resumed
                        ? Trainer.resume(recipe, directory, with.progress(), with.stopRequested(), with.shared())
                        : Trainer.start(recipe, directory, with.progress(), with.stopRequested(), with.shared())) {
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

    /// How it stood after so many epochs, by its log.
    Standing standingAfter(int epochs) {
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
        return new Standing(best, bestEpoch, last, temperature);
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

    // A trial at its end needs no checkpoints, and a search has many trials.
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
}
