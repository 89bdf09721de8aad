package dev.diptych.train;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diptych.base.RandomKey;
import dev.diptych.data.batch.Batch;
import dev.diptych.data.batch.BatchStream;
import dev.diptych.model.ImageTextModel;
import dev.diptych.torch.Precision;
import dev.diptych.train.internal.TrainingSetup;
import dev.diptych.train.internal.step.BatchEncoder;
import dev.diptych.train.internal.step.LearningRateSchedule;
import dev.diptych.train.internal.step.TrainingStep;
import dev.diptych.train.objective.Objective;
import dev.diptych.train.recipe.Recipe;
import dev.diptych.train.recipe.Schedule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("slow")
class SoakTest {

    @Test
    void aThousandStepsDoNotGrowMemory() throws IOException {
        takeSteps(1_000);
    }

    @Test
    @Tag("soak")
    void aHundredThousandStepsDoNotGrowMemory() throws IOException {
        takeSteps(100_000);
    }

    private static void takeSteps(int count) throws IOException {
        Assumptions.assumeTrue(Files.exists(Path.of("/proc/self/status")), "skipped: this system has no /proc");
        Recipe recipe = TinyRuns.recipe(TinyRuns.EVERY_OBJECTIVE);
        TrainingData data = TrainingData.of(recipe);
        ImageTextModel model = StartingModel.of(recipe, data.training());
        Objective objective = ObjectiveFactory.of(recipe, model);
        TrainingStep step = new TrainingStep(
                new BatchEncoder(model.encoder(), true, Precision.FP32, null),
                objective,
                TrainingSetup.optimizer(recipe, model.encoder(), objective),
                new LearningRateSchedule(Schedule.CONSTANT, 0, 1),
                model.encoder(),
                true,
                TrainingSetup.teachers(recipe, model.encoder(), data.training(), 6),
                RandomKey.of(1));
        var loader = TrainingSetup.loader(recipe, model, data.training());
        long warm = 0;
        long taken = 0;
        for (long epoch = 0; taken < count + 300; epoch++) {
            try (BatchStream<Batch> batches = loader.open(epoch, 0)) {
                while (batches.hasNext()) {
                    try (Batch batch = batches.next()) {
                        step.take(batch, taken++);
                    }
                    if (taken == 300) {
                        warm = residentKilobytes();
                    }
                }
            }
        }
        long grown = residentKilobytes() - warm;
        assertTrue(grown < 60_000, count + " steps grew resident memory by " + grown + " kB");
    }

    private static long residentKilobytes() throws IOException {
        System.gc();
        for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
            if (line.startsWith("VmRSS:")) {
                return Long.parseLong(line.replaceAll("\\D", ""));
            }
        }
        throw new IOException("no VmRSS in /proc/self/status");
    }
}
