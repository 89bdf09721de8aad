package dev.diptych.train.internal.checkpoint;

import dev.diptych.base.InvalidInputException;
import java.util.LinkedHashMap;
import java.util.Map;

/// State of a run without tensors.
///
/// @param step number of completed steps
/// @param best the best value of the selection metric so far; NaN before the first validation
/// @param bestEpoch epoch of this value, from 1; 0 before the first validation
/// @param stale validations since then
/// @param validations number of validations
/// @param lossSum sum of the losses of the steps of the current epoch
/// @param lossCount number of these steps
/// @param samples number of training images processed
/// @param times wall-clock time so far
public record RunState(
        long step,
        double best,
        int bestEpoch,
        int stale,
        int validations,
        double lossSum,
        long lossCount,
        long samples,
        RunTimes times) {

    public static RunState start() {
        return new RunState(0, Double.NaN, 0, 0, 0, 0, 0, 0, RunTimes.NONE);
    }

    public RunState afterStep(double loss, int images) {
        return new RunState(
                step + 1, best, bestEpoch, stale, validations, lossSum + loss, lossCount + 1, samples + images, times);
    }

    public RunState at(RunTimes now) {
        return new RunState(step, best, bestEpoch, stale, validations, lossSum, lossCount, samples, now);
    }

    public RunState at(long newStep) {
        return new RunState(newStep, best, bestEpoch, stale, validations, lossSum, lossCount, samples, times);
    }

    public RunState withBest(double value, int epoch) {
        return new RunState(step, value, epoch, 0, validations + 1, lossSum, lossCount, samples, times);
    }

    public RunState withoutBest() {
        return new RunState(step, best, bestEpoch, stale + 1, validations + 1, lossSum, lossCount, samples, times);
    }

    public RunState inNewEpoch() {
        return new RunState(step, best, bestEpoch, stale, validations, 0, 0, samples, times);
    }

    /// Whether the steps of an epoch are complete but its validation is not.
    ///
    /// @param stepsOfEpoch number of steps per epoch
    public boolean isValidationDue(int stepsOfEpoch) {
        return step == (validations + 1L) * stepsOfEpoch;
    }

    /// The mean loss of the current epoch.
    public double meanLoss() {
        return lossSum / lossCount;
    }

    /// Images per second of wall-clock time in the epochs, including waits for data.
    public double samplesPerSecond() {
        return samples / times.training();
    }

    Map<String, String> toMetadata() {
        Map<String, String> metadata = new LinkedHashMap<>();
        metadata.put("step", Long.toString(step));
        metadata.put("best", Double.toString(best));
        metadata.put("best_epoch", Integer.toString(bestEpoch));
        metadata.put("stale", Integer.toString(stale));
        metadata.put("validations", Integer.toString(validations));
        metadata.put("loss_sum", Double.toString(lossSum));
        metadata.put("loss_count", Long.toString(lossCount));
        metadata.put("samples", Long.toString(samples));
        metadata.putAll(times.toMetadata());
        return metadata;
    }

    static RunState fromMetadata(Map<String, String> metadata, String file) {
        try {
            return new RunState(
                    Long.parseLong(metadata.getOrDefault("step", "")),
                    Double.parseDouble(metadata.getOrDefault("best", "")),
                    Integer.parseInt(metadata.getOrDefault("best_epoch", "")),
                    Integer.parseInt(metadata.getOrDefault("stale", "")),
                    Integer.parseInt(metadata.getOrDefault("validations", "")),
                    Double.parseDouble(metadata.getOrDefault("loss_sum", "")),
                    Long.parseLong(metadata.getOrDefault("loss_count", "")),
                    Long.parseLong(metadata.getOrDefault("samples", "")),
                    RunTimes.fromMetadata(metadata));
        } catch (NumberFormatException failure) {
            throw new InvalidInputException(
                    file + ": is not a checkpoint of a run: its metadata do not contain the state of the run", failure);
        }
    }
}
