package dev.diptych.train.internal.checkpoint;

import dev.diptych.train.recipe.Recipe;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Advice after an epoch that waited for data or for a processor. Each line is given once in a run. Confined to the
/// training thread.
public final class EpochAdvice {

    /// The share of an epoch without a processor above which advice is given. In a run of the default recipe on an idle
    /// machine it is 0.1: the threads of the loader use the same processors.
    private static final double CONTENDED = 0.25;

    private final Recipe recipe;
    private RunTimes timesBefore = RunTimes.NONE;
    private Optional<ProcessorUse> useBefore = Optional.empty();
    private boolean dataWaitIsGiven;
    private boolean contentionIsGiven;

    public EpochAdvice(Recipe recipe) {
        this.recipe = recipe;
    }

    /// Begins an epoch.
    public void begin(RunTimes times) {
        timesBefore = times;
        useBefore = ProcessorUse.now();
    }

    /// Ends the epoch.
    ///
    /// @return lines that were not given before
    public List<String> end(RunTimes times) {
        List<String> lines = new ArrayList<>();
        Optional<String> dataWait = DataWaitAdvice.advice(recipe, timesBefore, times);
        if (!dataWaitIsGiven && dataWait.isPresent()) {
            dataWaitIsGiven = true;
            lines.add(dataWait.get());
        }
        if (!contentionIsGiven) {
            double epoch = times.training() - timesBefore.training();
            ProcessorUse.now()
                    .flatMap(now -> useBefore.flatMap(before -> contention(now.since(before), epoch)))
                    .ifPresent(line -> {
                        contentionIsGiven = true;
                        lines.add(line);
                    });
        }
        return lines;
    }

    /// @param use of the processors in the epoch
    /// @param epoch its seconds
    static Optional<String> contention(ProcessorUse use, double epoch) {
        if (!(use.waited() > CONTENDED * epoch && use.others() > CONTENDED * epoch)) {
            return Optional.empty();
        }
        return Optional.of(
                ("%.0f %% of the epoch was spent waiting for a processor, because other processes use them: stop"
                                + " these, or resume with OMP_NUM_THREADS set to the number of processors that they leave")
                        .formatted(100 * use.waited() / epoch));
    }
}
