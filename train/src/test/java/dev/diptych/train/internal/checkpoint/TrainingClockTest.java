package dev.diptych.train.internal.checkpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diptych.train.StoppedException;
import dev.diptych.train.TinyRuns;
import dev.diptych.train.internal.checkpoint.RunTimes.Activity;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class TrainingClockTest {

    private static final long SECOND = 1_000_000_000L;

    private final AtomicLong time = new AtomicLong(Long.MAX_VALUE - 3 * SECOND); // nanoTime may overflow
    private final TrainingClock clock = new TrainingClock(time::get, RunTimes.NONE);

    private void spend(Activity activity, long seconds) {
        clock.measure(activity, () -> pass(seconds));
    }

    private void pass(long seconds) {
        time.addAndGet(seconds * SECOND);
    }

    @Test
    void timeCountsTowardsTheInnermostActivityAlone() {
        pass(100); // before the run
        clock.measure(Activity.STEP, () -> {
            pass(1);
            spend(Activity.DATA_WAIT, 4);
            pass(2);
            spend(Activity.CHECKPOINT, 8);
            pass(3);
        });
        pass(1000); // between two calls
        spend(Activity.VALIDATION, 16);
        assertEquals(new RunTimes(4, 6, 16, 8), clock.times());
        assertEquals(34, clock.times().total());
        assertEquals(10, clock.times().training());
    }

    @Test
    void timeOfWorkThatFailsCounts() {
        assertThrows(
                StoppedException.class,
                () -> clock.measure(Activity.VALIDATION, () -> {
                    pass(5);
                    throw new StoppedException();
                }));
        pass(7);
        assertEquals(new RunTimes(0, 0, 5, 0), clock.times());
    }

    @Test
    void theTimesOfARunningActivityAreKnown() {
        clock.measure(Activity.STEP, () -> {
            pass(2);
            assertEquals(2, clock.times().step());
            pass(3);
            assertEquals(5, clock.times().step());
        });
        assertEquals(5, clock.times().step());
    }

    @Test
    void aStepsTimeIncludesTheWaitForItsBatchButNoCheckpointOrValidation() {
        clock.measure(Activity.STEP, () -> {
            spend(Activity.DATA_WAIT, 3);
            pass(2);
            assertEquals(5, clock.stepDone());
            spend(Activity.CHECKPOINT, 50);
            spend(Activity.DATA_WAIT, 1);
            pass(1);
            assertEquals(2, clock.stepDone());
        });
        spend(Activity.VALIDATION, 60);
        clock.measure(Activity.STEP, () -> {
            pass(4);
            assertEquals(4, clock.stepDone());
        });
    }

    @Test
    void theRemainingTimeIsThatOfTheLatestStepsAndOfTheValidationsLeft() {
        steps(100, 9); // a slow start
        assertEquals(20 * 9, clock.remaining(20, 100, 0, 0), 1e-9);
        spend(Activity.VALIDATION, 30);
        steps(TrainingClock.WINDOW, 2);
        assertEquals(20 * 2 + 3 * 30, clock.remaining(20, 150, 3, 1), 1e-9);
        spend(Activity.VALIDATION, 10);
        assertEquals(20 * 2 + 2 * 10, clock.remaining(20, 150, 2, 2), 1e-9);
        spend(Activity.CHECKPOINT, 15); // 0.1 s for each of 150 steps
        assertEquals(20 * 2.1 + 2 * 10, clock.remaining(20, 150, 2, 2), 1e-9);
        assertEquals(0, clock.remaining(0, 170, 0, 4), 1e-9);
    }

    @Test
    void threeStepsGiveAnEstimateWithoutTheSlowFirstOne() {
        assertTrue(Double.isNaN(clock.remaining(10, 0, 1, 0)));
        steps(1, 700);
        steps(1, 4);
        assertTrue(Double.isNaN(clock.remaining(10, 2, 1, 0)));
        steps(1, 6);
        assertEquals(10 * 5, clock.remaining(10, 3, 1, 0), 1e-9);
    }

    @Test
    void aResumedRunContinuesItsClock() {
        TrainingClock resumed = new TrainingClock(time::get, new RunTimes(10, 90, 60, 20));
        resumed.measure(Activity.STEP, () -> pass(6));
        assertEquals(6, resumed.stepDone());
        assertEquals(new RunTimes(10, 96, 60, 20), resumed.times());
        resumed.measure(Activity.STEP, () -> pass(6));
        resumed.stepDone();
        resumed.measure(Activity.STEP, () -> pass(6));
        resumed.stepDone();
        // three validations took 60 s, and checkpoints 20 s in 40 steps
        assertEquals(5 * 6.5 + 2 * 20, resumed.remaining(5, 40, 2, 3), 1e-9);
    }

    @Test
    void sharesAreOfTheWholeWallClockTime() {
        assertEquals(
                Map.of(
                        "train.share.data_wait", 25.0,
                        "train.share.step", 50.0,
                        "train.share.validation", 20.0,
                        "train.share.checkpoint", 5.0),
                new RunTimes(5, 10, 4, 1).shares());
        assertEquals(0, RunTimes.NONE.shares().get("train.share.step"));
    }

    @Test
    void stateAndTimesSurviveACheckpoint() {
        RunState state = RunState.start()
                .at(4)
                .afterStep(2.5, 10)
                .afterStep(1.5, 20)
                .withBest(7, 1)
                .at(new RunTimes(1.5, 4.25, 0.5, 0.25));
        assertEquals(state, RunState.fromMetadata(state.toMetadata(), "file"));
        assertEquals(30 / 5.75, state.samplesPerSecond(), 1e-12);
        assertEquals(2, state.meanLoss());
    }

    @Test
    void aCheckpointOfAnEarlierVersionHasTheSecondsOfItsSteps() {
        Map<String, String> metadata = new HashMap<>(RunState.start().toMetadata());
        metadata.keySet().removeIf(key -> key.startsWith("seconds."));
        metadata.put("seconds", "12.5");
        assertEquals(
                new RunTimes(0, 12.5, 0, 0),
                RunState.fromMetadata(metadata, "file").times());
    }

    @Test
    void aLongWaitForDataIsSaidWithWhatShortensIt() {
        RunTimes before = new RunTimes(100, 100, 100, 100);
        assertFalse(DataWaitAdvice.advice(TinyRuns.recipe(), before, new RunTimes(120, 180, 999, 999))
                .isPresent());
        assertEquals(
                "25 % of the epoch was spent waiting for data: increase data.workers (now 3), or set"
                        + " data.reduced_decoding to true for large JPEG files",
                DataWaitAdvice.advice(TinyRuns.recipe("data.workers=3"), before, new RunTimes(125, 175, 100, 100))
                        .orElseThrow());
    }

    @Test
    void theCacheIsNamedWhereItWouldHelp() {
        RunTimes after = new RunTimes(1, 1, 0, 0);
        for (List<String> settings : List.of(
                List.of("train.cache.enabled=false", "train.cache.enabled"),
                List.of("train.augmentation.flip=0.5", "train.cache.views"))) {
            String advice = DataWaitAdvice.advice(
                            TinyRuns.recipe(
                                    "data.reduced_decoding=true", "train.trainable.vision=frozen", settings.get(0)),
                            RunTimes.NONE,
                            after)
                    .orElseThrow();
            assertTrue(advice.contains(settings.get(1)) && !advice.contains("reduced"), advice);
            String trained = DataWaitAdvice.advice(TinyRuns.recipe(settings.get(0)), RunTimes.NONE, after)
                    .orElseThrow();
            assertFalse(trained.contains("cache"), trained);
        }
    }

    private void steps(int count, long seconds) {
        clock.measure(Activity.STEP, () -> {
            for (int i = 0; i < count; i++) {
                pass(seconds);
                clock.stepDone();
            }
        });
    }
}
