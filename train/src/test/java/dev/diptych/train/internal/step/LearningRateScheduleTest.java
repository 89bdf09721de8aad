package dev.diptych.train.internal.step;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diptych.train.recipe.Schedule;
import dev.diptych.train.recipe.Warmup;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class LearningRateScheduleTest {

    @ParameterizedTest
    @CsvSource({
        "0, 0.1", // (0 + 1) / 10
        "1, 0.2",
        "8, 0.9",
        "9, 1", // the last step of the warm-up has the whole rate
        "10, 1", // ½·(1 + cos 0)
        "30, 0.8535533905932737", // ½·(1 + cos π/4) = ½ + √2/4
        "50, 0.5", // half-way between warm-up and end
        "70, 0.1464466094067263", // ½ − √2/4
        "89, 0.00038548187963853255", // the last step, ½·(1 + cos(79π/80))
        "90, 0"
    })
    void aCosineFollowsTheWarmUp(long step, double expected) {
        assertEquals(expected, new LearningRateSchedule(Schedule.COSINE, 10, 90).factor(step), 1e-12);
    }

    @ParameterizedTest
    @CsvSource({"0, 0.25", "1, 0.5", "2, 0.75", "3, 1", "4, 1", "5, 1", "1000000, 1"})
    void aConstantStaysWhereTheWarmUpEnds(long step, double expected) {
        assertEquals(expected, new LearningRateSchedule(Schedule.CONSTANT, 4, 8).factor(step), 0);
    }

    @ParameterizedTest
    @EnumSource
    void withoutWarmUpTheFirstStepHasTheWholeRate(Schedule schedule) {
        assertEquals(1, new LearningRateSchedule(schedule, 0, 100).factor(0), 0);
    }

    @ParameterizedTest
    @EnumSource
    void aRunOfWarmUpAloneEndsAtTheWholeRate(Schedule schedule) {
        LearningRateSchedule all = new LearningRateSchedule(schedule, 5, 5);
        assertEquals(0.2, all.factor(0), 1e-15);
        assertEquals(1, all.factor(4), 0);
        assertEquals(1, all.factor(5), 0); // E is at least 1
    }

    @Test
    void theFormulaHoldsAtEveryStep() {
        int warmup = 7;
        int total = 53;
        LearningRateSchedule cosine = new LearningRateSchedule(Schedule.COSINE, warmup, total);
        double before = Double.POSITIVE_INFINITY;
        for (int step = 0; step < total; step++) {
            // cos x = 1 − 2 sin² (x/2), so the cosine's half is cos² (x/2)
            double half = Math.cos(Math.PI / 2 * (step - warmup) / (total - warmup));
            double expected = step < warmup ? (step + 1.0) / warmup : half * half;
            assertEquals(expected, cosine.factor(step), 1e-12, "step " + step);
            if (step > warmup) {
                assertTrue(cosine.factor(step) < before, "falls at step " + step);
            }
            before = cosine.factor(step);
        }
        assertTrue(before > 0, "the last step still trains");
    }

    @ParameterizedTest
    @CsvSource({
        "0, 200, 0",
        "0.1, 200, 20",
        "0.1, 14, 1",
        "0.1, 15, 2",
        "0.999, 10, 10",
        "1, 200, 1",
        "30, 200, 30",
        "300, 200, 200"
    })
    void aWarmUpIsAShareOfTheStepsOrTheirNumber(double value, long total, long expected) {
        assertEquals(expected, new Warmup(value).steps(total));
    }
}
