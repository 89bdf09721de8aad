package dev.diptych.train.internal.step;

import dev.diptych.train.recipe.Schedule;

/// Factor of all learning rates by step: linear warm-up, then cosine decay to 0 or constant.
///
/// In warm-up (step + 1) / warmup; then ½·(1 + cos(π·e/E)), after e of E further steps, as in open_clip.
///
/// @param warmup number of warm-up steps
/// @param total number of steps of the run
public record LearningRateSchedule(Schedule schedule, long warmup, long total) {

    /// @param step from 0
    double factor(long step) {
        if (step < warmup) {
            return (step + 1.0) / warmup;
        }
        return switch (schedule) {
            case CONSTANT -> 1;
            case COSINE -> 0.5 * (1 + Math.cos(Math.PI * (step - warmup) / Math.max(1, total - warmup)));
        };
    }
}
