package dev.diptych.base;

/// Receives the progress of work over a data set, from any of its threads. An exception that it throws aborts the
/// work.
@FunctionalInterface
public interface ProgressListener {

    /// Value of `total` if the number of items is unknown.
    int UNKNOWN = -1;

    /// @param stage what is processed, for example `images`
    /// @param done number of processed items
    /// @param total number of items, or [#UNKNOWN]
    void at(String stage, int done, int total);

    /// Ignores the progress.
    static ProgressListener nobody() {
        return (_, _, _) -> {};
    }
}
