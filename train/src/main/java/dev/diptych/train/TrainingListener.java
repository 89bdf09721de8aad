package dev.diptych.train;

import dev.diptych.report.Metrics;
import java.util.Map;

/// Receives the steps and validations of a run, on the thread that trains; an exception that it throws ends the run.
public interface TrainingListener {

    /// A listener that ignores everything.
    TrainingListener NONE = new TrainingListener() {};

    /// A training step.
    ///
    /// @param step its number, from 1
    /// @param totalSteps the steps of the run
    /// @param epoch from 1
    /// @param terms the loss by its named terms, before their weights
    /// @param learningRate the highest of the parameter groups' learning rates
    /// @param gradientNorm of all gradients together, before clipping
    record Step(
            long step,
            long totalSteps,
            int epoch,
            double loss,
            Map<String, Double> terms,
            double learningRate,
            double gradientNorm) {}

    /// A validation after an epoch.
    ///
    /// @param step the steps before it
    /// @param epoch from 1
    /// @param metrics by their names in `metrics.jsonl`
    /// @param best whether the model is the best so far, and was saved
    record Validation(long step, int epoch, Metrics metrics, boolean best) {}

    /// Called after each step.
    default void onStep(Step step) {}

    /// Called after each validation.
    default void onValidation(Validation validation) {}
}
