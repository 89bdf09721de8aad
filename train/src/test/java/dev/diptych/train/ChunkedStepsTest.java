package dev.diptych.train;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.diptych.data.batch.Batch;
import dev.diptych.data.batch.BatchStream;
import dev.diptych.torch.TensorScope;
import dev.diptych.train.recipe.Recipe;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Several steps in chunks against the same steps over the whole batch.
class ChunkedStepsTest {

    private static final int STEPS = 4;

    @TempDir
    private Path folder;

    /// The bound for bf16 is its rounding, 2⁻⁸ of a value, which the optimiser amplifies from step to step.
    @ParameterizedTest
    @CsvSource({"fp32, 3, 1e-4", "fp32, 5, 1e-4", "bf16, 3, 0.01", "bf16, 5, 0.01"})
    void everyStepInChunksHasTheLossOfTheWholeBatch(String precision, int chunk, double bound) {
        List<Double> whole = losses(precision, "null");
        List<Double> chunked = losses(precision, Integer.toString(chunk));
        for (int step = 0; step < STEPS; step++) {
            double expected = whole.get(step);
            assertEquals(
                    expected,
                    chunked.get(step),
                    bound * expected,
                    "step %d of %s, in chunks %s".formatted(step, whole, chunked));
        }
    }

    private List<Double> losses(String precision, String chunk) {
        Recipe recipe = TinyRuns.recipe(
                "model.text.dropout=0.0",
                "model.fusion.enabled=false",
                "validation.rerank=0",
                "objective.matching_weight=0",
                "objective.temperature=0.02",
                "train.learning_rate=0.01",
                "train.warmup=0",
                "train.precision=" + precision,
                "train.chunk=" + chunk);
        List<Double> losses = new ArrayList<>();
        try (var _ = TensorScope.open()) { // owns model and moments
            TrainingSteps steps =
                    TrainingSteps.of(recipe, TrainingData.of(recipe), folder.resolve("cache"), new SilentProgress());
            try (BatchStream<Batch> batches = steps.batches(0)) {
                Batch batch = batches.next(); // the same one again, so that every step changes the loss
                while (losses.size() < STEPS) {
                    losses.add(steps.take(batch));
                }
                batch.close();
            }
        }
        return losses;
    }
}
