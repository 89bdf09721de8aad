package dev.diptych.train.internal.checkpoint;

import dev.diptych.train.internal.checkpoint.RunTimes.Activity;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Wall-clock time of a run by activity, and an estimate of the remaining time.
///
/// Time is attributed to the innermost measured activity. Not thread-safe.
public final class TrainingClock {

    /// The number of latest steps for the estimate of the remaining time.
    static final int WINDOW = 50;

    /// Steps before there is an estimate. The first step of a process, which also loads and
    /// compiles, is not part of it.
    static final int FIRST_STEPS = 3;

    private static final double NANOSECONDS = 1e9;

    private final LongSupplier nanoTime;
    private final Deque<Double> training = new ArrayDeque<>(); // epoch seconds after each of the latest steps
    private long stepsDone;
    private RunTimes times;
    private @Nullable Activity current;
    private long mark;
    private double lastValidation = Double.NaN;

    /// @param nanoTime a clock such as [System#nanoTime]
    /// @param before times of the run in earlier processes
    public TrainingClock(LongSupplier nanoTime, RunTimes before) {
        this.nanoTime = nanoTime;
        this.times = before;
        training.add(before.training());
    }

    /// Returns the result of `work`; its time is attributed to `activity`, except that of nested activities.
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

    /// Executes `work`; its time is attributed to `activity`, except that of nested activities.
    public void measure(Activity activity, Runnable work) {
        measure(activity, () -> {
            work.run();
            return true;
        });
    }

    /// The times of the run so far.
    public RunTimes times() {
        long now = nanoTime.getAsLong();
        if (current != null) {
            times = times.plus(current, (now - mark) / NANOSECONDS);
        }
        mark = now;
        return times;
    }

    /// Records the end of a step.
    ///
    /// @return the wall-clock seconds since the previous step, without validations and checkpoints
    public double stepDone() {
        double before = training.getLast();
        training.add(times().training());
        stepsDone++;
        if (training.size() > WINDOW + 1 || stepsDone == 2) {
            training.removeFirst();
        }
        return training.getLast() - before;
    }

    /// The estimated remaining seconds: steps as long as the latest ones, validations as long as
    /// the latest one, and checkpoints as often as so far. NaN in the first steps of this process;
    /// validations count as 0 before the first one.
    ///
    /// @param steps remaining steps, after `done` completed ones
    /// @param validations remaining validations, after `validated` completed ones
    public double remaining(long steps, long done, long validations, long validated) {
        int window = training.size() - 1;
        double step = stepsDone < FIRST_STEPS ? Double.NaN : (training.getLast() - training.getFirst()) / window;
        double checkpoint = times.checkpoint() / Math.max(1, done);
        double validation = Double.isNaN(lastValidation) ? times.validation() / Math.max(1, validated) : lastValidation;
        return steps * (step + checkpoint) + validations * validation;
    }
}
