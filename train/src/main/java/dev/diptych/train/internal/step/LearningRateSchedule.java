package dev.diptych.train.internal.step;

import dev.diptych.train.recipe.Schedule;

/// The factor on every learning rate by step: linear warm-up, then a cosine to 0 or a constant.
///
/// In warm-up (step + 1) / warmup; then ½·(1 + cos(π·e/E)), e steps of E after it, as open_clip has it.
///
/// @param warmup steps of warm-up
/// @param total steps of the run
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
