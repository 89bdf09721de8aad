package dev.diptych.spark;

import dev.diptych.Diptych;
import dev.diptych.base.InvalidInputException;
import dev.diptych.torch.Libtorch;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkEnv;
import org.apache.spark.SparkFiles;

/// The models of this process, an executor or the driver of a local session: each is loaded once and
/// serves all tasks until the process ends. Thread-safe.
final class ExecutorModel {

    private static final Map<String, Diptych> LOADED = new ConcurrentHashMap<>();

    private ExecutorModel() {}

    /// @param model a directory on every node, or the name of one that `spark.archives` or
    ///     `spark.files` distributes
    /// @throws InvalidInputException if it is neither
    static Diptych get(String model) {
        return LOADED.computeIfAbsent(model, ExecutorModel::load);
    }

    private static Diptych load(String model) {
        Diptych loaded = Diptych.load(locate(model));
        String threads = System.getenv("OMP_NUM_THREADS");
        if (threads == null || threads.isBlank()) {
            Libtorch.useThreads(cores(SparkEnv.get().conf()));
        }
        return loaded;
    }

    /// The directory of a model on this node.
    static Path locate(String model) {
        Path path = Path.of(model);
        if (!path.isAbsolute() && SparkEnv.get() != null) {
            Path distributed = Path.of(SparkFiles.get(model));
            if (Files.isDirectory(distributed)) {
                return distributed;
            }
        }
        if (!Files.isDirectory(path)) {
            throw new InvalidInputException(model + ": no such directory on this node, and no archive of this name; put"
                    + " the model on a path that all nodes have, or pass --archives model.zip#" + path.getFileName());
        }
        return path;
    }

    // The cores of this process: its tasks share the model, which serves one call at a time with all of them.
    private static int cores(SparkConf conf) {
        String master = conf.get("spark.master", "");
        if (master.equals("local")) {
            return 1;
        }
        if (master.startsWith("local[*")) {
            return Runtime.getRuntime().availableProcessors();
        }
        if (master.startsWith("local[")) {
            return Integer.parseInt(master.substring("local[".length()).split("[,\\]]")[0]);
        }
        return Math.max(1, conf.getInt("spark.executor.cores", conf.getInt("spark.task.cpus", 1)));
    }
}
