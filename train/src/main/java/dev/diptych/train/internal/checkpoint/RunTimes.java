package dev.diptych.train.internal.checkpoint;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/// Wall-clock seconds of a run by activity, including resumed parts. Immutable.
///
/// @param dataWait time of waiting for the next batch
/// @param step time of training steps, including logging
/// @param validation time of evaluations, including those of the starting model and at the end of the run
/// @param checkpoint time of saving checkpoints and the best model
public record RunTimes(double dataWait, double step, double validation, double checkpoint) {

    static final RunTimes NONE = new RunTimes(0, 0, 0, 0);

    private static final String SECONDS = "seconds";

    /// Activities of a run.
    public enum Activity {
        DATA_WAIT,
        STEP,
        VALIDATION,
        CHECKPOINT;

        /// `data_wait`
        String key() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    double of(Activity activity) {
        return switch (activity) {
            case DATA_WAIT -> dataWait;
            case STEP -> step;
            case VALIDATION -> validation;
            case CHECKPOINT -> checkpoint;
        };
    }

    RunTimes plus(Activity activity, double seconds) {
        return switch (activity) {
            case DATA_WAIT -> new RunTimes(dataWait + seconds, step, validation, checkpoint);
            case STEP -> new RunTimes(dataWait, step + seconds, validation, checkpoint);
            case VALIDATION -> new RunTimes(dataWait, step, validation + seconds, checkpoint);
            case CHECKPOINT -> new RunTimes(dataWait, step, validation, checkpoint + seconds);
        };
    }

    public double total() {
        return dataWait + step + validation + checkpoint;
    }

    /// The time of the epochs: steps and waits for batches.
    double training() {
        return dataWait + step;
    }

    /// The share of each activity in the total, in per cent, by the name of its metric; 0 before the first
    /// activity.
    public Map<String, Double> shares() {
        Map<String, Double> shares = new LinkedHashMap<>();
        for (Activity activity : Activity.values()) {
            shares.put("train.share." + activity.key(), total() > 0 ? 100 * of(activity) / total() : 0);
        }
        return shares;
    }

    /// The metadata for a checkpoint: the total, and the activities other than steps.
    Map<String, String> toMetadata() {
        Map<String, String> metadata = new LinkedHashMap<>();
        metadata.put(SECONDS, Double.toString(total()));
        for (Activity activity : Activity.values()) {
            if (activity != Activity.STEP) {
                metadata.put(SECONDS + "." + activity.key(), Double.toString(of(activity)));
            }
        }
        return metadata;
    }

    /// The inverse of [#toMetadata]. Checkpoints of an earlier version contain only the seconds of steps.
    ///
    /// @throws NumberFormatException if the metadata contain no seconds
    static RunTimes fromMetadata(Map<String, String> metadata) {
        double total = Double.parseDouble(metadata.getOrDefault(SECONDS, ""));
        RunTimes times = NONE;
        for (Activity activity : Activity.values()) {
            if (activity != Activity.STEP) {
                String seconds = metadata.getOrDefault(SECONDS + "." + activity.key(), "0");
                times = times.plus(activity, Double.parseDouble(seconds));
            }
        }
        return times.plus(Activity.STEP, Math.max(0, total - times.total()));
    }
}
