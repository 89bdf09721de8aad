package dev.diptych.train;

import dev.diptych.base.InvalidInputException;
import dev.diptych.evaluate.comparison.QueryResults;
import dev.diptych.evaluate.comparison.QueryResultsFile;
import dev.diptych.report.MetricComparison;
import dev.diptych.report.Metrics;
import dev.diptych.report.Verdict;
import dev.diptych.report.html.Baseline;
import dev.diptych.train.recipe.DataRecipe;
import dev.diptych.train.recipe.Recipe;
import dev.diptych.train.recipe.RecipeDifferences;
import dev.diptych.train.recipe.RecipeWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A finished run with whose metrics a report compares.
public final class BaselineRun {

    private static final String METRICS = "metrics.json";
    private static final String RECIPE = "recipe.yaml";

    private BaselineRun() {}

    /// The most recently finished run in the parent directory of `run`; null if there is none.
    ///
    /// @param recipe recipe of `run`
    /// @param queries results of `run` query by query
    public static @Nullable Baseline latestNextTo(Path run, Recipe recipe, QueryResults queries) {
        Path own = run.toAbsolutePath().normalize();
        List<Path> others;
        try (Stream<Path> siblings = Files.list(own.getParent())) {
            others = siblings.filter(other -> !other.equals(own) && isFinished(other))
                    .sorted(Comparator.comparing(BaselineRun::end).reversed())
                    .toList();
        } catch (IOException unreadable) {
            return null;
        }
        for (Path other : others) {
            try {
                return of(other, recipe, queries);
            } catch (InvalidInputException damaged) {
                // A default baseline: if it is unreadable, the next one is used.
            }
        }
        return null;
    }

    /// @param other directory of the other run
    /// @param recipe recipe of the run that is compared with it
    /// @param queries results of that run query by query
    /// @throws InvalidInputException if `other` does not contain a finished run
    public static Baseline of(Path other, Recipe recipe, QueryResults queries) {
        requireFinished(other);
        Metrics metrics = Metrics.fromJson(other.resolve(METRICS).toString(), read(other.resolve(METRICS)));
        Map<String, MetricComparison> comparisons =
                queries.comparedWith(QueryResultsFile.readIfPresent(other.resolve(QueryResultsFile.NAME)));
        boolean sameQueries = comparisons.isEmpty()
                || comparisons.values().stream().anyMatch(each -> each.verdict() != Verdict.NOT_COMPARABLE);
        List<RecipeDifferences.Difference> differences = RecipeDifferences.between(
                other.resolve(RECIPE).toString(), read(other.resolve(RECIPE)), RecipeWriter.write(recipe));
        return new Baseline(
                other.toString(),
                metrics,
                sameQueries && differences.stream().noneMatch(each -> isOfHeldOutData(each.key(), recipe.data())),
                differences.stream()
                        .map(each -> Baseline.difference(each.key(), each.before(), each.now()))
                        .toList(),
                comparisons);
    }

    /// @throws InvalidInputException if `other` does not contain a finished run
    public static void requireFinished(Path other) {
        if (!isFinished(other)) {
            throw new InvalidInputException(
                    other
                            + ": contains no finished run to compare with (metrics.json and recipe.yaml); pass a run directory");
        }
    }

    // Whether this key determines the evaluation data.
    private static boolean isOfHeldOutData(String key, DataRecipe data) {
        if (key.equals("data.validation") || data.validation() != null) {
            return key.equals("data.validation");
        }
        return key.equals("seed")
                || key.equals("data.train")
                || key.startsWith(data.train().isEmpty() ? "data.scenes." : "data.validation_fraction");
    }

    private static boolean isFinished(Path directory) {
        return Files.isRegularFile(directory.resolve(METRICS)) && Files.isRegularFile(directory.resolve(RECIPE));
    }

    private static FileTime end(Path directory) {
        try {
            return Files.getLastModifiedTime(directory.resolve(METRICS));
        } catch (IOException gone) {
            return FileTime.fromMillis(0);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new InvalidInputException(file + ": cannot be read: " + e.getMessage(), e);
        }
    }
}
