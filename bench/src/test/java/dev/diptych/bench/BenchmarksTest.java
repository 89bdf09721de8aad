package dev.diptych.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diptych.base.InvalidInputException;
import dev.diptych.report.progress.ProgressLine;
import dev.diptych.train.recipe.Recipe;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class BenchmarksTest {

    private static BenchmarkSettings settings(int samples, String... cases) {
        return new BenchmarkSettings(
                List.of(cases), 1, null, samples, null, null, null, null, null, null, ProgressLine.onStandardError());
    }

    @Test
    void everyRowHoldsItsRateAgainstARoofline() throws Exception {
        for (Benchmark each : List.of(Benchmark.TOKENIZE, Benchmark.EVALUATE)) {
            BenchmarkResult result = each.run(settings(300));
            assertEquals(each.title(), result.document().get("bench"));
            for (BenchmarkRow row : result.rows()) {
                assertTrue(row.milliseconds() > 0, row.name());
                assertTrue(row.fractionOfRoofline() > 0, row.name());
                assertEquals(row.perSecond() / row.rooflinePerSecond(), row.fractionOfRoofline());
            }
        }
    }

    @Test
    @Tag("slow")
    void theServerIsMeasuredAtRisingRates() throws Exception {
        BenchmarkResult result = Benchmark.SERVE.run(settings(20));
        assertEquals(10, result.rows().size());
        for (BenchmarkRow row : result.rows()) {
            assertEquals(0.0, row.details().get("failed"), row.name());
            assertTrue(row.perSecond() > 0, row.name());
            double median = row.details().getOrDefault("p50_milliseconds", Double.NaN);
            assertTrue(median <= row.details().getOrDefault("p99_9_milliseconds", Double.NaN), row.name());
        }
    }

    @Test
    @Tag("slow")
    void embeddingIsHeldAgainstTheEngineAlone() throws Exception {
        for (BenchmarkRow row : Benchmark.EMBED.run(settings(70, "small")).rows()) {
            assertEquals(70e3 / row.milliseconds(), row.perSecond(), 1e-6);
            assertTrue(row.fractionOfRoofline() > 0);
        }
    }

    @Test
    @Tag("slow")
    void aTrainingStepIsMeasured() throws Exception {
        BenchmarkRow row =
                Benchmark.STEP.run(settings(1, "small-fixed-32")).rows().getFirst();
        assertEquals(128e3 / row.milliseconds(), row.perSecond(), 1e-6);
        assertTrue(row.fractionOfRoofline() > 0);
    }

    @ParameterizedTest
    @EnumSource
    void theRecipeOfEveryStepHolds(StepCase each) throws IOException {
        Recipe recipe = Recipes.read(each.size().recipe(), each.settings());
        assertEquals(each.batch(), recipe.train().batch());
        assertEquals(each.size().side(), recipe.model().vision().imageSize());
    }

    @Test
    void anUnknownCaseIsRefusedWithTheKnownOnes() {
        var refusal =
                assertThrows(InvalidInputException.class, () -> Benchmark.CACHE.run(settings(1, "with-confusion")));
        assertEquals(
                "unknown --case with-confusion of bench cache; expected one of without-fusion, with-fusion",
                refusal.getMessage());
    }

    @Test
    void aPatternThatFindsNothingIsRefused() {
        assertThrows(InvalidInputException.class, () -> MicroBenchmarks.run("("));
        assertThrows(InvalidInputException.class, () -> MicroBenchmarks.run("nothing of this name"));
    }
}
