package dev.diptych.train.internal.checkpoint;

import dev.diptych.train.internal.checkpoint.RunTimes.Activity;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Wall-clock time of a run, by what it is spent on, and what is left of it.
///
/// Time counts while an activity is measured, towards the innermost one alone. For one thread.
public final class TrainingClock {

    /// How many of the latest steps the remaining time is estimated from.
    static final int WINDOW = 50;

    private static final double NANOSECONDS = 1e9;

    private final LongSupplier nanoTime;
    private final Deque<Double> training = new ArrayDeque<>(); // seconds of epochs after each of the latest steps
    private RunTimes times;
    private @Nullable Activity current;
    private long mark;
    private double lastValidation = Double.NaN;

    /// @param nanoTime a clock such as [System#nanoTime]
    /// @param before what the run has spent in earlier processes
    public TrainingClock(LongSupplier nanoTime, RunTimes before) {
        this.nanoTime = nanoTime;
        this.times = before;
        training.add(before.training());
    }

    /// What `work` gives; its time counts towards `activity`, but for that of activities measured within.
    public <T> T measure(Activity activity, Supplier<T> work) {
        @Nullable Activity outer = current;
        double before = times().of(activity);
        current = activity;
        try {
            return work.get();
        } finally {
            double spent = times().of(activity) - before;
            current = outer;
            if (activity == Activity.VALIDATION) {
                lastValidation = spent;
            }
        }
    }

    /// Does `work`; its time counts towards `activity`, but for that of activities measured within.
    public void measure(Activity activity, Runnable work) {
        measure(activity, () -> {
            work.run();
            return true;
        });
    }

    /// What the run has spent until now.
    public RunTimes times() {
        long now = nanoTime.getAsLong();
        if (current != null) {
            times = times.plus(current, (now - mark) / NANOSECONDS);
        }
        mark = now;
        return times;
    }

    /// Notes that a step is done.
    ///
    /// @return the wall-clock seconds since the step before, those of validations and checkpoints left out
    public double stepDone() {
        double before = training.getLast();
        training.add(times().training());
        if (training.size() > WINDOW + 1) {
            training.removeFirst();
        }
        return training.getLast() - before;
    }

    /// The seconds that a run should still take: its steps as long as the latest ones were, its validations as long as
    /// the latest one, and checkpoints as often as so far. NaN before the first step of this process; a validation
    /// takes no time where none was done yet.
    ///
    /// @param steps left, and `done` before
    /// @param validations left, and `validated` before
    public double remaining(long steps, long done, long validations, long validated) {
        int window = training.size() - 1;
        double step = window == 0 ? Double.NaN : (training.getLast() - training.getFirst()) / window;
        double checkpoint = times.checkpoint() / Math.max(1, done);
        double validation = Double.isNaN(lastValidation) ? times.validation() / Math.max(1, validated) : lastValidation;
        return steps * (step + checkpoint) + validations * validation;
    }
}
