package dev.diptych.base;

/// Told how work over a data set gets on, from any of its threads; what it throws ends the work.
@FunctionalInterface
public interface ProgressListener {

    /// For `total`, where nobody knows how many there will be.
    int UNKNOWN = -1;

    /// @param stage what is gone through, say `images`
    /// @param done how many of them
    /// @param total how many there are, or [#UNKNOWN]
    void at(String stage, int done, int total);

    /// Nobody looks, and nothing ends the work.
    static ProgressListener nobody() {
        return (_, _, _) -> {};
    }
}
