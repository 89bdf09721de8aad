package dev.diptych.train.overview;

import dev.diptych.base.InvalidInputException;
import dev.diptych.evaluate.SelectionMetric;
import dev.diptych.report.LogEntry;
import dev.diptych.report.Metrics;
import dev.diptych.report.MetricsLog;
import dev.diptych.train.recipe.Recipe;
import dev.diptych.train.recipe.RecipeReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The main facts about one run.
///
/// @param directory the run directory
/// @param name its file name
/// @param date time of the final metrics, or of the latest entry of the log
/// @param data training data, or `generated scenes`
/// @param metric name of the selection metric
/// @param value its value at the end for a finished run, otherwise the best on validation data so
///     far; NaN before the first validation
/// @param epoch number of complete epochs
/// @param epochs number of epochs of the recipe
/// @param finished whether the run has final metrics
/// @param recipe the recipe; null if this version cannot read it
/// @param log the entries of the log
public record RunSummary(
        Path directory,
        String name,
        Instant date,
        String data,
        String metric,
        double value,
        int epoch,
        int epochs,
        boolean finished,
        @Nullable Recipe recipe,
        List<LogEntry> log) {

    public RunSummary {
        log = List.copyOf(log);
    }

    /// The runs in a directory, or the directory itself if it is one, the newest first. Directories
    /// without a recipe and searches are ignored.
    ///
    /// @throws InvalidInputException if it is not a directory
    public static List<RunSummary> in(Path directory) {
        if (!Files.isDirectory(directory)) {
            throw new InvalidInputException(
                    directory + ": no such directory of runs; pass the directory that contains them");
        }
        if (isRun(directory)) {
            return List.of(of(directory));
        }
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.filter(RunSummary::isRun)
                    .map(RunSummary::of)
                    .sorted((a, b) -> b.date().compareTo(a.date()))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(directory + ": cannot be read: " + e.getMessage(), e);
        }
    }

    private static boolean isRun(Path directory) {
        return Files.isRegularFile(directory.resolve("recipe.yaml")) && !Files.exists(directory.resolve("search.json"));
    }

    private static RunSummary of(Path run) {
        Recipe recipe = readable(run.resolve("recipe.yaml"));
        SelectionMetric metric =
                (recipe == null ? Recipe.defaults() : recipe).validation().metric();
        List<LogEntry> log = log(run.resolve("metrics.jsonl"));
        Path end = run.resolve("metrics.json");
        boolean finished = Files.isRegularFile(end);
        return new RunSummary(
                run,
                Objects.requireNonNull(run.toAbsolutePath().normalize().getFileName())
                        .toString(),
                modified(finished ? end : log.isEmpty() ? run.resolve("recipe.yaml") : run.resolve("metrics.jsonl")),
                recipe == null
                        ? "recipe of another version"
                        : recipe.data().train().isEmpty()
                                ? "generated scenes"
                                : String.join(", ", recipe.data().train()),
                metric.name(),
                finished ? atEnd(end, metric) : best(log, metric),
                log.stream()
                        .filter(LogEntry.Validation.class::isInstance)
                        .mapToInt(LogEntry::epoch)
                        .max()
                        .orElse(0),
                recipe == null ? 0 : recipe.train().epochs(),
                finished,
                recipe,
                log);
    }

    private static @Nullable Recipe readable(Path recipe) {
        try {
            return RecipeReader.read(recipe);
        } catch (InvalidInputException ofAnotherVersion) {
            return null;
        }
    }

    private static List<LogEntry> log(Path file) {
        try {
            return MetricsLog.read(file);
        } catch (InvalidInputException ofAnotherVersion) {
            return List.of();
        }
    }

    private static double atEnd(Path file, SelectionMetric metric) {
        try {
            return Metrics.fromJson(file.toString(), Files.readString(file))
                    .get(metric.name())
                    .orElse(Double.NaN);
        } catch (IOException | InvalidInputException unreadable) {
            return Double.NaN;
        }
    }

    private static double best(List<LogEntry> log, SelectionMetric metric) {
        double best = Double.NaN;
        for (LogEntry entry : log) {
            if (entry instanceof LogEntry.Validation validation) {
                double value = validation.metrics().get(metric.name()).orElse(Double.NaN);
                if (Double.isNaN(best) || metric.better(value, best)) {
                    best = value;
                }
            }
        }
        return best;
    }

    private static Instant modified(Path file) {
        try {
            return Files.getLastModifiedTime(file).toInstant();
        } catch (IOException gone) {
            return Instant.EPOCH;
        }
    }

    /// The last part of the path of each data set, or `generated scenes`.
    public String dataName() {
        return Arrays.stream(data.split(", ", -1))
                .map(each -> each.replaceAll("/+$", "").replaceAll(".*/", ""))
                .collect(Collectors.joining(", "));
    }

    /// `finished`, `epoch 3 of 20`, or `no epoch yet`.
    public String state() {
        if (finished) {
            return "finished, " + epoch + (epoch == 1 ? " epoch" : " epochs");
        }
        return epoch == 0 ? "no epoch yet" : "epoch " + epoch + " of " + epochs;
    }
}
