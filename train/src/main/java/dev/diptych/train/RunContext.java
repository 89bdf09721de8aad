package dev.diptych.train;

import dev.diptych.report.progress.ProgressLine;
import java.util.function.BooleanSupplier;

/// What a run takes from its process, in addition to its recipe and directory. Nothing here except the supplied inputs
/// changes the result.
///
/// @param stopRequested checked between steps; if true, the run saves a checkpoint and returns
/// @param shared inputs that several runs of the process read once
/// @param supplied data and objective from code
/// @param listener called after steps and validations
public record RunContext(
        ProgressLine progress,
        BooleanSupplier stopRequested,
        SharedInputs shared,
        SuppliedInputs supplied,
        TrainingListener listener) {

    /// A run of its own, with the inputs of its recipe.
    public static RunContext of(ProgressLine progress, BooleanSupplier stopRequested) {
        return sharing(progress, stopRequested, SharedInputs.ofOneRun());
    }

    /// A run that shares inputs with others.
    public static RunContext sharing(ProgressLine progress, BooleanSupplier stopRequested, SharedInputs shared) {
        return new RunContext(progress, stopRequested, shared, SuppliedInputs.NONE, TrainingListener.NONE);
    }
}
