package dev.diptych.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.diptych.base.RandomKey;
import dev.diptych.data.batch.Batch;
import dev.diptych.data.batch.BatchStream;
import dev.diptych.model.ImageTextModel;
import dev.diptych.torch.Precision;
import dev.diptych.torch.TensorScope;
import dev.diptych.torch.Tensors;
import dev.diptych.train.internal.TrainingSetup;
import dev.diptych.train.internal.step.BatchEncoder;
import dev.diptych.train.internal.step.LearningRateSchedule;
import dev.diptych.train.internal.step.Optimizer;
import dev.diptych.train.internal.step.TrainingStep;
import dev.diptych.train.objective.Objective;
import dev.diptych.train.recipe.Recipe;
import dev.diptych.train.recipe.Schedule;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Steps in bfloat16 with copies of the weights, against the same steps in which autocast converts weights and
/// gradients.
class LowPrecisionStepsTest {

    private static final int STEPS = 4;

    private record Result(List<Double> losses, List<Double> norms, Map<String, float[]> parameters) {}

    @Test
    void lossesNormsAndParametersHaveTheBitsOfAutocast() {
        Result autocast = take(false);
        Result copies = take(true);
        assertEquals(autocast.losses(), copies.losses());
        assertEquals(autocast.norms(), copies.norms());
        autocast.parameters()
                .forEach((name, expected) ->
                        assertArrayEquals(expected, copies.parameters().get(name), name));
    }

    private static Result take(boolean copies) {
        Recipe recipe = TinyRuns.recipe(TinyRuns.EVERY_OBJECTIVE);
        TrainingData data = TrainingData.of(recipe);
        List<Double> losses = new ArrayList<>();
        List<Double> norms = new ArrayList<>();
        Map<String, float[]> parameters = new LinkedHashMap<>();
        try (var _ = TensorScope.open()) {
            ImageTextModel model = StartingModel.of(recipe, data.training());
            Objective objective = ObjectiveFactory.of(recipe, model);
            Optimizer optimizer = TrainingSetup.optimizer(recipe, model.encoder(), objective);
            TrainingStep step = new TrainingStep(
                    new BatchEncoder(
                            model.encoder(),
                            true,
                            Precision.BF16,
                            null,
                            copies ? optimizer.lowPrecisionWeights() : null),
                    objective,
                    optimizer,
                    new LearningRateSchedule(Schedule.CONSTANT, 0, 1),
                    model.encoder(),
                    true,
                    TrainingSetup.teachers(recipe, model.encoder(), data.training(), 6),
                    RandomKey.of(1));
            try (BatchStream<Batch> batches =
                            TrainingSetup.loader(recipe, model, data.training()).open(0, 0);
                    Batch batch = batches.next()) {
                for (long number = 0; number < STEPS; number++) {
                    TrainingStep.Outcome outcome = step.take(batch, number);
                    losses.add(outcome.loss());
                    norms.add(outcome.gradientNorm());
                }
            }
            model.encoder().parameters().forEach((name, parameter) -> parameters.put(name, Tensors.floats(parameter)));
        }
        return new Result(losses, norms, parameters);
    }
}
