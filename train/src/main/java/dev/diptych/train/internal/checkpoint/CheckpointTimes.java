package dev.diptych.train.internal.checkpoint;

import dev.diptych.train.recipe.CheckpointRecipe;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// When a checkpoint is due within an epoch: after a number of steps or a period of time.
public final class CheckpointTimes {

    private static final double NANOSECONDS_OF_MINUTE = 60e9;

    private final @Nullable Integer steps;
    private final @Nullable Double minutes;
    private final LongSupplier nanoTime;
    private long last;

    CheckpointTimes(CheckpointRecipe recipe, LongSupplier nanoTime) {
        this.steps = recipe.steps();
        this.minutes = recipe.minutes();
        this.nanoTime = nanoTime;
        last = nanoTime.getAsLong();
    }

    public static CheckpointTimes of(CheckpointRecipe recipe) {
        return new CheckpointTimes(recipe, System::nanoTime);
    }

    /// @param step last completed step
    public boolean isDue(long step) {
        return steps != null && step % steps == 0
                || minutes != null && nanoTime.getAsLong() - last >= minutes * NANOSECONDS_OF_MINUTE;
    }

    public void saved() {
        last = nanoTime.getAsLong();
    }
}
