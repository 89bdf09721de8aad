package dev.diptych.report.progress;

import java.util.Locale;

/// Progress of a training run.
///
/// @param epoch from 1
/// @param step completed steps, of `steps`
/// @param recall the latest text-to-image R@1 on validation data, a percentage; NaN before the first
/// @param samplesPerSecond images per second of wall-clock time in the epochs, including waits for data
/// @param remainingSeconds time to the end, including validations; NaN while unknown
public record TrainingProgress(
        int epoch,
        int epochs,
        long step,
        long steps,
        double loss,
        double recall,
        double samplesPerSecond,
        double remainingSeconds)
        implements ProgressSnapshot {

    @Override
    public double share() {
        return steps <= 0 ? 0 : Math.clamp((double) step / steps, 0, 1);
    }

    /// `epoch 3/20`
    @Override
    public String stage() {
        return "epoch %d/%d".formatted(epoch, epochs);
    }

    /// `step 120/2000`
    @Override
    public String count() {
        return "step %d/%d".formatted(step, steps);
    }

    /// `loss 2.345  R@1 12.3 %  88.5 images/s  1:23 left`, without unknown values.
    @Override
    public String details() {
        StringBuilder words = new StringBuilder(String.format(Locale.ROOT, "loss %.3f", loss));
        if (Double.isFinite(recall)) {
            words.append(String.format(Locale.ROOT, "  R@1 %.1f %%", recall));
        }
        if (Double.isFinite(samplesPerSecond)) {
            words.append(String.format(Locale.ROOT, "  %.1f images/s", samplesPerSecond));
        }
        if (Double.isFinite(remainingSeconds)) {
            words.append("  ").append(clock(Math.round(remainingSeconds))).append(" left");
        }
        return words.toString();
    }

    /// `1:23`, or `2:01:23` from one hour.
    static String clock(long seconds) {
        long hours = seconds / 3600;
        String minutes = "%d:%02d".formatted(seconds % 3600 / 60, seconds % 60);
        return hours == 0
                ? minutes
                : "%d:%s".formatted(hours, "%5s".formatted(minutes).replace(' ', '0'));
    }
}
