package dev.diptych.train.internal.step;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.diptych.base.RandomKey;
import dev.diptych.data.batch.Batch;
import dev.diptych.data.batch.BatchStream;
import dev.diptych.model.DualEncoder;
import dev.diptych.model.ImageTextModel;
import dev.diptych.torch.Operators;
import dev.diptych.torch.Precision;
import dev.diptych.torch.TensorScope;
import dev.diptych.torch.Tensors;
import dev.diptych.train.StartingModel;
import dev.diptych.train.TinyRuns;
import dev.diptych.train.TrainingData;
import dev.diptych.train.internal.TrainingSetup;
import dev.diptych.train.objective.Features;
import dev.diptych.train.objective.MomentumFeatures;
import dev.diptych.train.objective.TeacherRole;
import dev.diptych.train.recipe.Recipe;
import java.util.Objects;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

class MomentumModelTest {

    private static final String SOFT = "objective.soft_targets={weight: 1, momentum: 0.75, share: 0.4, queue: 10}";

    @Test
    void followsTheModelAndRemembersItsBatches() {
        Recipe recipe = TinyRuns.recipe(SOFT);
        TrainingData data = TrainingData.of(recipe);
        ImageTextModel model = StartingModel.of(recipe, data.training());
        MomentumModel average = (MomentumModel) TrainingSetup.teachers(recipe, model.encoder(), data.training(), 4)
                .getFirst();
        BatchEncoder encoder = new BatchEncoder(model.encoder(), false, Precision.FP32, null);
        try (BatchStream<Batch> batches =
                        TrainingSetup.loader(recipe, model, data.training()).open(0, 0);
                var _ = TensorScope.open()) {
            String name = "visual_projection.weight";
            Tensor weight = Objects.requireNonNull(model.encoder().parameters().get(name));
            double before = Tensors.doubles(weight)[0];
            Operators.copyInPlace(weight, Operators.plus(weight, 0.5));
            Batch first = batches.next();
            MomentumFeatures joined = momentum(average, encoder, first, 0);
            Tensor averaged = Objects.requireNonNull(average.state().get("average/" + name));
            assertEquals(before + 0.25 * 0.5, Tensors.doubles(averaged)[0], 1e-6);
            assertEquals(0, joined.share());
            assertEquals(0, joined.past().images().length);

            Batch second = batches.next();
            joined = momentum(average, encoder, second, 2);
            assertEquals(0.2, joined.share(), 1e-12); // half of the first epoch's four steps
            assertArrayEquals(first.images(), joined.past().images());
            assertEquals(8, joined.past().text().size(0)); // the negatives are not remembered

            joined = momentum(average, encoder, batches.next(), 9);
            assertEquals(0.4, joined.share());
            assertEquals(10, joined.past().images().length);
            int[] ring = joined.past().images();
            assertEquals(second.images()[2], ring[0]); // the ring went round
            assertEquals(first.images()[7], ring[7]);
        }
    }

    private static MomentumFeatures momentum(MomentumModel average, BatchEncoder encoder, Batch batch, long step) {
        try (Encoding encoding = encoder.encode(batch, RandomKey.of(5))) {
            Features features = average.join(encoding.features(), batch, step);
            average.afterUpdate(features);
            return features.teacher(TeacherRole.MOMENTUM);
        }
    }

    @Test
    void aCopySharesWhatIsFrozen() {
        Recipe recipe = TinyRuns.recipe("train.trainable={vision: last 1, text: frozen}");
        ImageTextModel model = StartingModel.of(recipe, TrainingData.of(recipe).training());
        DualEncoder copy = model.encoder()
                .copyOfTrained(
                        recipe.train().trainable().vision(),
                        recipe.train().trainable().text());
        copy.parameters().forEach((name, parameter) -> {
            Tensor own = Objects.requireNonNull(model.encoder().parameters().get(name));
            assertArrayEquals(Tensors.floats(own), Tensors.floats(parameter), name);
            if (own.requires_grad()) {
                assertNotSame(own, parameter, name);
            } else {
                assertSame(own, parameter, name);
            }
        });
    }
}
