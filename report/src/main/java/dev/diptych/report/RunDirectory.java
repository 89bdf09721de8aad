package dev.diptych.report;

import dev.diptych.base.InvalidInputException;
import dev.diptych.base.internal.AtomicFile;
import dev.diptych.base.internal.DirectoryLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// The directory of one training run, locked by this process until it is closed or the process ends.
public final class RunDirectory implements AutoCloseable {

    private static final List<String> SIGNS_OF_A_RUN =
            List.of("recipe.yaml", "metrics.jsonl", "metrics.json", "checkpoints", "model");

    private final Path path;
    private final DirectoryLock lock;

    private RunDirectory(Path path, DirectoryLock lock) {
        this.path = path;
        this.lock = lock;
    }

    /// Creates and locks the directory of a new run.
    ///
    /// @throws InvalidInputException if it is not empty, or another process uses it
    public static RunDirectory create(Path path) {
        if (SIGNS_OF_A_RUN.stream().anyMatch(sign -> Files.exists(path.resolve(sign)))) {
            throw new InvalidInputException(
                    path + ": already contains a run; resume it with --resume " + path + " or choose another --out");
        }
        return new RunDirectory(path, DirectoryLock.takeEmpty(path, "a run"));
    }

    /// Locks the directory of a run to resume.
    ///
    /// @throws InvalidInputException if it does not contain a run, or another process uses it
    public static RunDirectory open(Path path) {
        requireRecipe(path);
        RunDirectory run = new RunDirectory(path, DirectoryLock.take(path));
        AtomicFile.sweep(path);
        return run;
    }

    /// The recorded recipe of a run.
    ///
    /// @throws InvalidInputException if the directory holds no run
    public static Path requireRecipe(Path path) {
        if (!Files.isRegularFile(path.resolve("recipe.yaml"))) {
            throw new InvalidInputException(
                    path + ": contains no run to resume (recipe.yaml is missing); pass the directory given as --out");
        }
        return path.resolve("recipe.yaml");
    }

    /// The directory itself.
    public Path path() {
        return path;
    }

    /// The resolved recipe, including all defaults.
    public Path recipe() {
        return path.resolve("recipe.yaml");
    }

    /// The log of steps and validations, written by [MetricsLog].
    public Path metricsLog() {
        return path.resolve("metrics.jsonl");
    }

    /// The metrics at the end of the run.
    public Path metrics() {
        return path.resolve("metrics.json");
    }

    /// The final metrics query by query.
    public Path queryResults() {
        return path.resolve("query-results.json.gz");
    }

    /// The validation of the starting model, query by query; created if there is a retention check.
    public Path startQueries() {
        return path.resolve("validation-queries").resolve("start.json.gz");
    }

    /// The validation of the best model so far, query by query.
    public Path bestQueries() {
        return bestQueries(path);
    }

    /// As [#bestQueries()], of a run that is not open.
    public static Path bestQueries(Path run) {
        return run.resolve("validation-queries").resolve("best.json.gz");
    }

    /// The HTML report.
    public Path report() {
        return path.resolve("report.html");
    }

    /// The directory of checkpoints; created with the first checkpoint.
    public Path checkpoints() {
        return path.resolve("checkpoints");
    }

    /// The directory of the best model, in Hugging Face format; created when the model is saved.
    public Path model() {
        return path.resolve("model");
    }

    /// The directory of the starting model, if the recipe keeps it.
    public Path start() {
        return path.resolve("start");
    }

    /// Releases the lock.
    @Override
    public void close() {
        lock.close();
    }
}
