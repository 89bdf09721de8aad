package dev.diptych.train.internal.checkpoint;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/// Wall-clock seconds of a run by what they were spent on, over all its processes. Immutable.
///
/// @param dataWait waiting for the next batch
/// @param step training steps and their logging
/// @param validation evaluations, of the starting model and at the end of the run too
/// @param checkpoint saving checkpoints and the best model
public record RunTimes(double dataWait, double step, double validation, double checkpoint) {

    static final RunTimes NONE = new RunTimes(0, 0, 0, 0);

    private static final String SECONDS = "seconds";

    /// What a run spends its time on.
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

    /// The time of the epochs themselves: steps, and the wait for their batches.
    double training() {
        return dataWait + step;
    }

    /// The share of the total that each activity took, in percent, by the name of its metric; 0 before anything was
    /// done.
    public Map<String, Double> shares() {
        Map<String, Double> shares = new LinkedHashMap<>();
        for (Activity activity : Activity.values()) {
            shares.put("train.share." + activity.key(), total() > 0 ? 100 * of(activity) / total() : 0);
        }
        return shares;
    }

    /// As a checkpoint holds them: the total, and what the steps do not account for.
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

    /// What [#toMetadata] gave. A checkpoint of an earlier version has the seconds of its steps alone.
    ///
    /// @throws NumberFormatException when the metadata hold no seconds
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
