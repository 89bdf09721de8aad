package dev.diptych.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diptych.data.Batch;
import dev.diptych.data.BatchStream;
import dev.diptych.model.ImageTextModel;
import dev.diptych.objective.Features;
import dev.diptych.objective.Objective;
import dev.diptych.recipe.Recipe;
import dev.diptych.torch.Gradients;
import dev.diptych.torch.Precision;
import dev.diptych.torch.RandomKey;
import dev.diptych.torch.TensorScope;
import dev.diptych.torch.Tensors;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EncoderTest {

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 5})
    void chunksGiveTheGradientOfTheWholeBatch(int chunk) {
        Recipe recipe = TinyRuns.recipe("model.text.dropout=0.0", "model.fusion.dropout=0.0", TinyRuns.EVERY_OBJECTIVE);
        Map<String, float[]> whole = gradients(recipe, null);
        Map<String, float[]> chunked = gradients(recipe, chunk);
        assertEquals(whole.keySet(), chunked.keySet());
        double largest =
                whole.values().stream().mapToDouble(EncoderTest::largest).max().orElseThrow();
        whole.forEach((name, expected) -> {
            float[] actual = java.util.Objects.requireNonNull(chunked.get(name));
            for (int i = 0; i < expected.length; i++) {
                assertEquals(expected[i], actual[i], 1e-5 * largest, name);
            }
        });
        assertTrue(whole.containsKey("logit_scale"));
        assertTrue(whole.containsKey("sigmoid/logit_bias"));
        assertTrue(whole.containsKey("fusion/matching.output.weight"));
    }

    private static Map<String, float[]> gradients(Recipe recipe, @Nullable Integer chunk) {
        TrainingData data = TrainingData.of(recipe);
        ImageTextModel model = StartingModel.of(recipe, data.training());
        Setup.optimizer(recipe, model); // says what is trained
        Objective objective = Objectives.of(recipe, model);
        Encoder encoder = new Encoder(model.encoder(), true, Precision.FP32, chunk);
        Map<String, float[]> gradients = new LinkedHashMap<>();
        try (BatchStream<Batch> batches =
                        Setup.loader(recipe, model, data.training()).open(0, 0);
                Batch batch = batches.next();
                var _ = TensorScope.open()) {
            AveragedModel average = java.util.Objects.requireNonNull(
                    Setup.average(chunked(recipe, chunk), model.encoder(), data.training(), 1));
            Features features = average.join(encoder.encode(batch, RandomKey.of(5)), batch, 1);
            encoder.pullBack(objective.evaluate(features));
            model.encoder().parameters().forEach((name, parameter) -> put(gradients, name, parameter));
            var fusion = java.util.Objects.requireNonNull(model.fusion());
            fusion.parameters().forEach((name, parameter) -> put(gradients, "fusion/" + name, parameter));
            var sigmoid = java.util.Objects.requireNonNull(model.sigmoid());
            sigmoid.parameters().forEach((name, parameter) -> put(gradients, "sigmoid/" + name, parameter));
        }
        return gradients;
    }

    private static Recipe chunked(Recipe recipe, @Nullable Integer chunk) {
        return dev.diptych.recipe.RecipeReader.read(
                "chunked", dev.diptych.recipe.RecipeWriter.write(recipe), java.util.List.of("train.chunk=" + chunk));
    }

    private static void put(Map<String, float[]> gradients, String name, Tensor parameter) {
        Tensor gradient = Gradients.of(parameter);
        if (gradient != null) {
            gradients.put(name, Tensors.floats(gradient));
        }
    }

    private static double largest(float[] values) {
        double largest = 0;
        for (float value : values) {
            largest = Math.max(largest, Math.abs(value));
        }
        return largest;
    }
}
