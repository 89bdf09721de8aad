package dev.diptych.report.progress;

/// Where a long piece of work stands, in the words that a progress line shows.
public interface ProgressSnapshot {

    /// What is being done, say `epoch 3/20`.
    String stage();

    /// The share of the work that is done, 0 to 1.
    double share();

    /// How much is done in its own unit, say `step 120/2000`; a bar stands for it on a terminal.
    String count();

    /// What else is known, without what is not.
    String figures();
}
