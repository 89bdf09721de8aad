package dev.diptych.train.internal.step;

import java.util.Locale;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/// The phases of a training step. Each emits an event, `dev.diptych.Phase`, to Java Flight Recorder; without a
/// recording, the cost is negligible.
public enum Phase {
    /// The training thread waits for a batch from the loader threads.
    WAIT_FOR_DATA,
    /// From pixels and tokens to features.
    ENCODE,
    /// The losses, and their gradient with respect to the features.
    OBJECTIVE,
    /// From these to the gradients of the encoders' parameters.
    PULL_BACK,
    /// Gradient clipping and the step of the optimiser.
    UPDATE;

    private final String words = name().toLowerCase(Locale.ROOT).replace('_', ' ');

    @Name("dev.diptych.Phase")
    @Label("Phase")
    @Description("A phase of a training step")
    @Category("Diptych")
    @StackTrace(false)
    static final class Occurrence extends Event {

        @Label("Phase")
        String phase;

        @Label("Step")
        long step;

        Occurrence(String phase, long step) {
            this.phase = phase;
            this.step = step;
        }
    }

    /// Returns the result of `work` and records its duration.
    ///
    /// @param step step of the run, from 0
    <T> T of(long step, Supplier<T> work) {
        Occurrence occurrence = new Occurrence(words, step);
        occurrence.begin();
        T result = work.get();
        occurrence.commit();
        return result;
    }

    /// Returns the boolean result of `work` and records its duration.
    public boolean test(long step, BooleanSupplier work) {
        return of(step, work::getAsBoolean);
    }

    /// Executes `work` and records its duration.
    void run(long step, Runnable work) {
        Occurrence occurrence = new Occurrence(words, step);
        occurrence.begin();
        work.run();
        occurrence.commit();
    }
}
