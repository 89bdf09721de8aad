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

/// The phases of a training step. Each leaves an event, `dev.diptych.Phase`, in a recording of Java's Flight
/// Recorder; without a recording that costs nothing to speak of.
public enum Phase {
    /// The training thread waits for a batch that the loader threads have not ready yet.
    WAIT_FOR_DATA,
    /// From pixels and tokens to features.
    ENCODE,
    /// The losses, and their gradient with respect to the features.
    OBJECTIVE,
    /// From there to the gradients of the towers' parameters.
    PULL_BACK,
    /// Clipping, and the optimiser's step.
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

    /// What `work` gives; its time is noted.
    ///
    /// @param step of the whole run, from 0
    <T> T of(long step, Supplier<T> work) {
        Occurrence occurrence = new Occurrence(words, step);
        occurrence.begin();
        T result = work.get();
        occurrence.commit();
        return result;
    }

    /// What `work` finds; its time is noted.
    public boolean test(long step, BooleanSupplier work) {
        return of(step, work::getAsBoolean);
    }

    /// Does `work`; its time is noted.
    void run(long step, Runnable work) {
        Occurrence occurrence = new Occurrence(words, step);
        occurrence.begin();
        work.run();
        occurrence.commit();
    }
}
