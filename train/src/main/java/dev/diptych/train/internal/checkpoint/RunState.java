package dev.diptych.train.internal.checkpoint;

import dev.diptych.base.InvalidInputException;
import java.util.LinkedHashMap;
import java.util.Map;

/// Where a run stands, tensors aside.
///
/// @param step steps done
/// @param best the best value of the selection metric so far; NaN before the first validation
/// @param bestEpoch the epoch that gave it, from 1; 0 before the first validation
/// @param stale validations since then
/// @param validations done
/// @param lossSum sum of the losses of the present epoch's steps
/// @param lossCount their number
/// @param samples images trained on
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

    /// Whether the last epoch's steps are done and its validation is not.
    ///
    /// @param stepsOfEpoch the steps of each epoch
    public boolean isValidationDue(int stepsOfEpoch) {
        return step == (validations + 1L) * stepsOfEpoch;
    }

    /// The mean loss of the present epoch's steps.
    public double meanLoss() {
        return lossSum / lossCount;
    }

    /// Images a second of the epochs' wall-clock time, the wait for data included.
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
                    file + ": is no checkpoint of a run: its metadata lack the run's state", failure);
        }
    }
}
