package dev.diptych.bench;

import java.util.Arrays;

/// Measures runs and returns the median.
final class Stopwatch {

    /// The measured work.
    @FunctionalInterface
    interface Work {
        void run() throws Exception;
    }

    private Stopwatch() {}

    static double milliseconds(Work work) throws Exception {
        long start = System.nanoTime();
        work.run();
        return (System.nanoTime() - start) / 1e6;
    }

    /// The median of `repeat` runs after `warmUp` unmeasured runs.
    static double medianMilliseconds(int warmUp, int repeat, Work work) throws Exception {
        for (int i = 0; i < warmUp; i++) {
            work.run();
        }
        double[] times = new double[repeat];
        for (int i = 0; i < repeat; i++) {
            times[i] = milliseconds(work);
        }
        return median(times);
    }

    static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
