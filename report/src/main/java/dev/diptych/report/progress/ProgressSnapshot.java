package dev.diptych.report.progress;

/// Current state of a long operation, formatted for a progress line.
public interface ProgressSnapshot {

    /// Current stage, such as `epoch 3/20`.
    String stage();

    /// Completed share of the work, 0 to 1.
    double share();

    /// Completed amount in its own unit, such as `step 120/2000`; shown as a bar on a terminal.
    String count();

    /// Further known values, such as loss and speed; unknown values are omitted.
    String details();
}
