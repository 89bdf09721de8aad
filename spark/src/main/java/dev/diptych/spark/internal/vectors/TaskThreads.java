package dev.diptych.spark.internal.vectors;

import dev.diptych.torch.Libtorch;
import dev.diptych.torch.NativeLibraries;
import org.apache.spark.SparkEnv;

/// Prepares the thread of a task, or of the driver, for computing with libtorch.
public final class TaskThreads {

    private TaskThreads() {}

    /// Loads libtorch if necessary, and limits it to the cores of a task, as many tasks run in
    /// one process.
    public static void prepare() {
        NativeLibraries.prepare();
        Libtorch.useThreads(Math.max(1, SparkEnv.get().conf().getInt("spark.task.cpus", 1)));
    }
}
