package dev.diptych.report.progress;

import dev.diptych.base.ProgressListener;
import java.util.Locale;

/// Progress as a count of items.
///
/// @param stage name of the items
/// @param total number of items, or [ProgressListener#UNKNOWN]
/// @param perSecond items per second
record CountProgress(String stage, int done, int total, double perSecond) implements ProgressSnapshot {

    @Override
    public double share() {
        return total <= 0 ? 0 : Math.clamp((double) done / total, 0, 1);
    }

    /// `1,200/8,000`
    @Override
    public String count() {
        return total == ProgressListener.UNKNOWN
                ? String.format(Locale.ROOT, "%,d", done)
                : String.format(Locale.ROOT, "%,d/%,d", done, total);
    }

    /// `210/s  0:32 left`
    @Override
    public String details() {
        String speed = String.format(Locale.ROOT, perSecond < 10 ? "%.1f/s" : "%,.0f/s", perSecond);
        return total > done && perSecond > 0
                ? speed + "  " + TrainingProgress.clock(Math.round((total - done) / perSecond)) + " left"
                : speed;
    }
}
