package dev.diptych.train.internal.step;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diptych.base.RandomKey;
import dev.diptych.data.batch.Batch;
import dev.diptych.data.batch.BatchStream;
import dev.diptych.model.DualEncoder;
import dev.diptych.model.ImageInput;
import dev.diptych.model.ImageTextModel;
import dev.diptych.model.TextInput;
import dev.diptych.torch.Gradients;
import dev.diptych.torch.Libtorch;
import dev.diptych.torch.Operators;
import dev.diptych.torch.Precision;
import dev.diptych.torch.TensorScope;
import dev.diptych.torch.Tensors;
import dev.diptych.train.ObjectiveFactory;
import dev.diptych.train.StartingModel;
import dev.diptych.train.TinyRuns;
import dev.diptych.train.TrainingData;
import dev.diptych.train.internal.TrainingSetup;
import dev.diptych.train.objective.Features;
import dev.diptych.train.objective.Objective;
import dev.diptych.train.objective.Pairing;
import dev.diptych.train.objective.SemanticConsistencyLoss;
import dev.diptych.train.recipe.Recipe;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BatchEncoderTest {

    private static final RandomKey KEY = RandomKey.of(5);

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 5})
    void chunksGiveTheGradientOfTheWholeBatch(int chunk) {
        Recipe recipe = TinyRuns.recipe("model.text.dropout=0.0", "model.fusion.dropout=0.0", TinyRuns.EVERY_OBJECTIVE);
        Map<String, float[]> whole = gradients(recipe, null);
        Map<String, float[]> chunked = gradients(recipe, chunk);
        assertClose(whole, chunked);
        assertTrue(whole.containsKey("logit_scale"));
        assertTrue(whole.containsKey("sigmoid/logit_bias"));
        assertTrue(whole.containsKey("fusion/matching.output.weight"));
    }

    @Test
    void chunksInHalfPrecisionGiveTheGradientOfTheWholeBatchToItsRounding() {
        Recipe recipe = TinyRuns.recipe(
                "model.text.dropout=0.0", "model.fusion.dropout=0.0", "train.precision=bf16", TinyRuns.EVERY_OBJECTIVE);
        Map<String, float[]> whole = gradients(recipe, null);
        Map<String, float[]> chunked = gradients(recipe, 3);
        assertEquals(whole.keySet(), chunked.keySet());
        whole.forEach((name, expected) -> {
            float[] actual = Objects.requireNonNull(chunked.get(name));
            double difference = 0;
            for (int i = 0; i < expected.length; i++) {
                difference = Math.max(difference, Math.abs(expected[i] - actual[i]));
            }
            assertTrue(difference <= 0.05 * (largest(expected) + 1e-3), name + " differs by " + difference);
        });
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 5})
    void withDropoutChunksGiveTheGradientOfOneGraphOverTheSameChunks(int chunk) {
        Recipe recipe = TinyRuns.recipe("model.text.dropout=0.2", TinyRuns.EVERY_OBJECTIVE);
        Map<String, float[]> chunked = gradients(recipe, chunk);
        Map<String, float[]> oneGraph = gradients(recipe, chunk, (model, objective, batch, teachers) -> {
            DualEncoder encoder = model.encoder();
            List<DualEncoder.Encoded> images = new ArrayList<>();
            for (int from = 0; from < batch.imageCount(); from += chunk) {
                int count = Math.min(chunk, batch.imageCount() - from);
                images.add(encoder.encodeImages(ImageInput.of(batch.imageRows(), from, count), true));
            }
            List<DualEncoder.Encoded> texts = new ArrayList<>();
            for (int from = 0; from < batch.textCount(); from += chunk) {
                int count = Math.min(chunk, batch.textCount() - from);
                Libtorch.seed(KEY.with("dropout").with(from));
                texts.add(encoder.encodeTexts(TextInput.of(batch.texts(), null).rows(from, count), true, true));
            }
            Features features = new Features(
                    join(images, DualEncoder.Encoded::embeddings),
                    join(texts, DualEncoder.Encoded::embeddings),
                    new Pairing(batch.imageCount(), batch.imageOfText(), batch.captionGroup()),
                    encoder.logitScale(),
                    new Features.TokenStates(
                            join(images, encoded -> Objects.requireNonNull(encoded.states())),
                            join(texts, encoded -> Objects.requireNonNull(encoded.states())),
                            Tensors.mask(
                                    batch.texts().mask(),
                                    batch.texts().size(),
                                    batch.texts().length())),
                    KEY);
            Gradients.backward(
                    objective.compute(taught(features, batch, teachers)).total());
        });
        assertClose(oneGraph, chunked);
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 8})
    void encodingsOfOneEncoderAreIndependentAndPulledBackOnce(int chunk) {
        Recipe recipe = TinyRuns.recipe("model.text.dropout=0.2", "data.negative_captions=0");
        TrainingData data = TrainingData.of(recipe);
        ImageTextModel model = StartingModel.of(recipe, data.training());
        BatchEncoder encoder = new BatchEncoder(model.encoder(), false, Precision.FP32, chunk);
        Objective objective = new SemanticConsistencyLoss(0.1);
        Map<String, float[]> alone = new LinkedHashMap<>();
        Map<String, float[]> interleaved = new LinkedHashMap<>();
        try (BatchStream<Batch> batches =
                        TrainingSetup.loader(recipe, model, data.training()).open(0, 0);
                Batch first = batches.next();
                Batch second = batches.next();
                var _ = TensorScope.open()) {
            Encoding only = encoder.encode(first, KEY);
            only.pullBack(objective.evaluate(only.features()));
            take(model, alone);
            Encoding one = encoder.encode(first, KEY);
            Encoding other = encoder.encode(second, KEY.with("other"));
            Objective.Loss loss = objective.evaluate(one.features());
            one.pullBack(loss);
            take(model, interleaved);
            assertThrows(IllegalStateException.class, () -> one.pullBack(loss));
            other.close();
            assertThrows(IllegalStateException.class, () -> other.pullBack(loss));
        }
        assertEquals(alone.keySet(), interleaved.keySet());
        alone.forEach((name, gradient) -> assertArrayEquals(gradient, interleaved.get(name), name));
    }

    private static void take(ImageTextModel model, Map<String, float[]> gradients) {
        model.encoder().parameters().forEach((name, parameter) -> {
            put(gradients, name, parameter);
            Gradients.clear(parameter);
        });
    }

    private static Tensor join(List<DualEncoder.Encoded> parts, Function<DualEncoder.Encoded, Tensor> part) {
        return Operators.concatenate(0, parts.stream().map(part).toArray(Tensor[]::new));
    }

    private static void assertClose(Map<String, float[]> whole, Map<String, float[]> chunked) {
        assertEquals(whole.keySet(), chunked.keySet());
        double largest = whole.values().stream()
                .mapToDouble(BatchEncoderTest::largest)
                .max()
                .orElseThrow();
        whole.forEach((name, expected) -> {
            float[] actual = Objects.requireNonNull(chunked.get(name));
            for (int i = 0; i < expected.length; i++) {
                assertEquals(expected[i], actual[i], 1e-5 * largest, name);
            }
        });
    }

    /// Leaves a gradient in the parameters.
    private interface Backward {
        void of(ImageTextModel model, Objective objective, Batch batch, List<Teacher<?>> teachers);
    }

    private static Map<String, float[]> gradients(Recipe recipe, @Nullable Integer chunk) {
        return gradients(recipe, chunk, (model, objective, batch, teachers) -> {
            BatchEncoder encoder =
                    new BatchEncoder(model.encoder(), true, recipe.train().precision(), chunk);
            try (Encoding encoding = encoder.encode(batch, KEY)) {
                encoding.pullBack(objective.evaluate(taught(encoding.features(), batch, teachers)));
            }
        });
    }

    private static Map<String, float[]> gradients(Recipe recipe, @Nullable Integer chunk, Backward backward) {
        TrainingData data = TrainingData.of(recipe);
        ImageTextModel model = StartingModel.of(recipe, data.training());
        Objective objective = ObjectiveFactory.of(recipe, model);
        Map<String, float[]> gradients = new LinkedHashMap<>();
        try (BatchStream<Batch> batches =
                        TrainingSetup.loader(recipe, model, data.training()).open(0, 0);
                Batch batch = batches.next();
                var _ = TensorScope.open()) {
            List<Teacher<?>> teachers =
                    TrainingSetup.teachers(chunked(recipe, chunk), model.encoder(), data.training(), 1);
            assertEquals(2, teachers.size());
            backward.of(model, objective, batch, teachers);
            model.encoder().parameters().forEach((name, parameter) -> put(gradients, name, parameter));
            var fusion = Objects.requireNonNull(model.fusion());
            fusion.parameters().forEach((name, parameter) -> put(gradients, "fusion/" + name, parameter));
            var sigmoid = Objects.requireNonNull(model.sigmoid());
            sigmoid.parameters().forEach((name, parameter) -> put(gradients, "sigmoid/" + name, parameter));
        }
        return gradients;
    }

    private static Features taught(Features features, Batch batch, List<Teacher<?>> teachers) {
        Features joined = features;
        for (Teacher<?> teacher : teachers) {
            joined = teacher.join(joined, batch, 1);
        }
        return joined;
    }

    private static Recipe chunked(Recipe recipe, @Nullable Integer chunk) {
        return dev.diptych.train.recipe.RecipeReader.read(
                "chunked", dev.diptych.train.recipe.RecipeWriter.write(recipe), List.of("train.chunk=" + chunk));
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
