package dev.diptych.train.internal.checkpoint;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diptych.train.recipe.CheckpointRecipe;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class CheckpointTimesTest {

    private static final long SECOND = 1_000_000_000L;

    @Test
    void isDueEverySoManySteps() {
        CheckpointTimes times = new CheckpointTimes(new CheckpointRecipe(5, null, 2), () -> 0);
        assertFalse(times.isDue(4));
        assertTrue(times.isDue(5));
        assertFalse(times.isDue(6));
        assertTrue(times.isDue(10));
    }

    @Test
    void isDueSoLongAfterTheLastOneWhateverTheClockSays() {
        AtomicLong clock = new AtomicLong(Long.MAX_VALUE - 30 * SECOND); // nanoTime may overflow
        CheckpointTimes times = new CheckpointTimes(new CheckpointRecipe(null, 1.5, 2), clock::get);
        clock.addAndGet(89 * SECOND);
        assertFalse(times.isDue(1));
        clock.addAndGet(SECOND);
        assertTrue(times.isDue(2));
        times.saved();
        assertFalse(times.isDue(3));
        clock.addAndGet(90 * SECOND);
        assertTrue(times.isDue(4));
    }

    @Test
    void neverWithinAnEpochWhereNothingIsAsked() {
        assertFalse(new CheckpointTimes(new CheckpointRecipe(null, null, 2), () -> Long.MAX_VALUE).isDue(100));
    }
}
