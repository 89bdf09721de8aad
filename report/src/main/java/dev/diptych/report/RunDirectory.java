package dev.diptych.report;

import dev.diptych.base.InvalidInputException;
import dev.diptych.base.internal.AtomicFile;
import dev.diptych.base.internal.DirectoryLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// The directory of one training run, locked for this process until closed, or until the process ends.
public final class RunDirectory implements AutoCloseable {

    private static final List<String> SIGNS_OF_A_RUN =
            List.of("recipe.yaml", "metrics.jsonl", "metrics.json", "checkpoints", "model");

    private final Path path;
    private final DirectoryLock lock;

    private RunDirectory(Path path, DirectoryLock lock) {
        this.path = path;
        this.lock = lock;
    }

    /// Makes and locks the directory of a new run.
    ///
    /// @throws InvalidInputException if it already holds a run or anything else, or another process uses it
    public static RunDirectory create(Path path) {
        if (SIGNS_OF_A_RUN.stream().anyMatch(sign -> Files.exists(path.resolve(sign)))) {
            throw new InvalidInputException(
                    path + ": already holds a run; continue it with --resume " + path + " or choose another --out");
        }
        return new RunDirectory(path, DirectoryLock.takeEmpty(path, "a run"));
    }

    /// Locks the directory of a run that is to go on.
    ///
    /// @throws InvalidInputException if it holds no run, or another process uses it
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
                    path + ": holds no run to resume (recipe.yaml is missing); name the directory given as --out");
        }
        return path.resolve("recipe.yaml");
    }

    /// The directory itself.
    public Path path() {
        return path;
    }

    /// The resolved recipe, every default written out.
    public Path recipe() {
        return path.resolve("recipe.yaml");
    }

    /// The log of steps and validations, which [MetricsLog] writes.
    public Path metricsLog() {
        return path.resolve("metrics.jsonl");
    }

    /// The metrics at the end of the run.
    public Path metrics() {
        return path.resolve("metrics.json");
    }

    /// The report to read.
    public Path report() {
        return path.resolve("report.html");
    }

    /// The directory of checkpoints to resume from; made by whoever writes the first one.
    public Path checkpoints() {
        return path.resolve("checkpoints");
    }

    /// The directory of the best model, in Hugging Face layout; made by whoever saves it.
    public Path model() {
        return path.resolve("model");
    }

    /// The directory of the model as it was before the first step, where the recipe keeps it.
    public Path start() {
        return path.resolve("start");
    }

    /// Gives the directory free for other processes.
    @Override
    public void close() {
        lock.close();
    }
}
