package dev.diptych.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diptych.base.RandomKey;
import dev.diptych.model.DualEncoder;
import dev.diptych.model.ImageInput;
import dev.diptych.model.TextInput;
import dev.diptych.model.Trainable;
import dev.diptych.model.checkpoint.PretrainedCheckpoint;
import dev.diptych.testing.GoldenTensors;
import dev.diptych.torch.Gradients;
import dev.diptych.torch.Operators;
import dev.diptych.torch.TensorScope;
import dev.diptych.torch.Tensors;
import dev.diptych.train.internal.step.Optimizer;
import dev.diptych.train.objective.Features;
import dev.diptych.train.objective.Objective;
import dev.diptych.train.objective.Pairing;
import dev.diptych.train.objective.Positives;
import dev.diptych.train.objective.SemanticConsistencyLoss;
import dev.diptych.train.objective.Temperature;
import dev.diptych.train.recipe.Betas;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Three updates of a dual encoder against the same three in PyTorch.
class GoldenUpdatesTest {

    private static final GoldenTensors IO = GoldenTensors.resource("golden/vtde_tiny/io.safetensors");

    @Test
    void threePlainUpdatesEndInThePeersParameters() {
        follow("golden/vtde_tiny/adamw3_plain.safetensors", null, new double[] {1, 1, 1}, false);
    }

    @Test
    void threeClippedAndScheduledUpdatesEndInThePeersParameters() {
        follow("golden/vtde_tiny/adamw3_clip_sched.safetensors", 0.5, new double[] {1, 0.7, 0.4}, true);
    }

    private static void follow(String resource, @Nullable Double clip, double[] factors, boolean clamps) {
        GoldenTensors golden = GoldenTensors.resource(resource);
        DualEncoder model = PretrainedCheckpoint.open(Path.of("../testing/src/main/resources/golden/vtde_tiny"))
                .dualEncoder(null, null, null);
        model.train(new Trainable.All(), new Trainable.All(), true);
        List<Optimizer.Group> groups = new ArrayList<>(Optimizer.Group.byDimension(model.parameters(), 1e-3, 0.1));
        Optimizer optimizer = new Optimizer(groups, model.packedParameters(), new Betas(0.9, 0.98), 1e-6, clip);
        float[] losses = golden.floats("losses");
        float[] norms = golden.floats("grad_norms_before_clip");
        for (int i = 0; i < 3; i++) {
            try (var _ = TensorScope.open()) {
                Tensor loss = loss(model);
                assertEquals(losses[i], Tensors.item(loss), 1e-5);
                Gradients.backward(loss);
                assertEquals(norms[i], optimizer.step(factors[i]), 1e-5 * norms[i]);
                if (clamps) {
                    Operators.clampInPlace(model.logitScale(), 0, DualEncoder.LARGEST_LOGIT_SCALE);
                }
            }
        }
        assertEquals(golden.floats("loss_after")[0], Tensors.item(loss(model)), 1e-5);
        int compared = 0;
        for (String name : golden.names()) {
            if (name.startsWith("param/")) {
                Tensor parameter = model.parameters().get(name.substring("param/".length()));
                compareWithin(name, golden.floats(name), parameter);
                compared++;
            }
        }
        assertTrue(compared >= model.parameters().size());
    }

    private static void compareWithin(String name, float[] expected, @Nullable Tensor parameter) {
        assertTrue(parameter != null, name);
        float[] actual = Tensors.floats(java.util.Objects.requireNonNull(parameter));
        double largest = 0;
        double difference = 0;
        for (int i = 0; i < expected.length; i++) {
            largest = Math.max(largest, Math.abs(expected[i]));
            difference = Math.max(difference, Math.abs(expected[i] - actual[i]));
        }
        assertTrue(difference <= 1e-5 * largest, name + " differs by " + difference + " of " + largest);
    }

    private static Tensor loss(DualEncoder model) {
        Tensor images = model.encodeImages(new ImageInput.Pixels(floats("pixel_values")), false)
                .embeddings();
        Tensor texts = model.encodeTexts(
                        new TextInput.Tokens(longs("input_ids"), longs("attention_mask"), longs("token_type_ids")),
                        false,
                        false)
                .embeddings();
        Features features = new Features(
                images, texts, Pairing.diagonal((int) images.size(0)), model.logitScale(), null, RandomKey.of(0));
        Objective objective = new SemanticConsistencyLoss(new Temperature.Learned(), Positives.DIAGONAL);
        return objective.compute(features).total();
    }

    private static Tensor floats(String name) {
        return Tensors.of(IO.floats(name), IO.shape(name));
    }

    private static Tensor longs(String name) {
        return Tensors.of(IO.longs(name), IO.shape(name));
    }
}
