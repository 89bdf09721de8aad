package dev.diptych.bench.load;

import java.util.Arrays;

/// Durations of requests.
///
/// @param sorted milliseconds of the answered requests, ascending
/// @param perSecond answered requests per second
/// @param failed number of requests that were not answered with success
@SuppressWarnings("ArrayRecordComponent") // read once
public record Latencies(double[] sorted, double perSecond, int failed) {

    static Latencies of(double[] milliseconds, int failed, long nanos) {
        double[] sorted = milliseconds.clone();
        Arrays.sort(sorted);
        return new Latencies(sorted, sorted.length * 1e9 / nanos, failed);
    }

    /// The smallest duration that this percentage of the requests does not exceed; NaN if none was
    /// answered.
    public double percentile(double percentage) {
        if (sorted.length == 0) {
            return Double.NaN;
        }
        int rank = (int) Math.ceil(percentage / 100 * sorted.length);
        return sorted[Math.clamp(rank - 1, 0, sorted.length - 1)];
    }
}
