package dev.diptych.train.internal.checkpoint;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diptych.base.RandomKey;
import dev.diptych.model.ImageTextModel;
import dev.diptych.torch.Gradients;
import dev.diptych.torch.Operators;
import dev.diptych.torch.TensorScope;
import dev.diptych.torch.Tensors;
import dev.diptych.train.ObjectiveFactory;
import dev.diptych.train.StartingModel;
import dev.diptych.train.TinyRuns;
import dev.diptych.train.TrainingData;
import dev.diptych.train.internal.TrainingSetup;
import dev.diptych.train.internal.step.Optimizer;
import dev.diptych.train.objective.Objective;
import dev.diptych.train.recipe.Recipe;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A checkpoint holds one tensor for each name, whatever the layout of the parameters in memory.
class TrainingCheckpointTest {

    private static final RunState STATE = new RunState(7, 0.5, 1, 0, 1, 3, 2, 56, new RunTimes(0.5, 1, 0, 0));

    @TempDir
    private Path folder;

    private static final class Run {
        final CheckpointFolder folder;
        final ImageTextModel model;
        final Optimizer optimizer;
        final TrainingCheckpoint checkpoint;

        Run(Path path) {
            Recipe recipe = TinyRuns.recipe("train.trainable={vision: last 1, text: all}");
            model = StartingModel.of(recipe, TrainingData.of(recipe).training());
            TrainingSetup.train(recipe, model);
            Objective objective = ObjectiveFactory.of(recipe, model);
            optimizer = TrainingSetup.optimizer(recipe, model.encoder(), objective);
            folder = new CheckpointFolder(path, 2);
            checkpoint = new TrainingCheckpoint(folder, model.encoder(), objective, optimizer, List.of(), "digest");
        }

        void step() {
            try (var _ = TensorScope.open()) {
                Tensor loss = model.encoder().parameters().values().stream()
                        .filter(Tensor::requires_grad)
                        .map(parameter -> parameter.mul(parameter).sum())
                        .reduce(Tensor::add)
                        .orElseThrow();
                Gradients.backward(loss);
                optimizer.step(1);
            }
        }

        SequencedMap<String, float[]> values() {
            SequencedMap<String, float[]> values = new LinkedHashMap<>();
            model.encoder().parameters().forEach((name, parameter) -> values.put(name, Tensors.floats(parameter)));
            optimizer.state().forEach((name, moment) -> values.put(name, Tensors.floats(moment)));
            return values;
        }
    }

    @Test
    void aRestoredRunContinuesInTheSameBits() {
        Run first = new Run(folder);
        first.step();
        first.step();
        first.checkpoint.save(STATE);
        first.step();
        Run second = new Run(folder);
        second.checkpoint.restore(new Silence());
        assertEquals(2, second.optimizer.updates());
        second.step();
        SequencedMap<String, float[]> expected = first.values();
        assertEquals(expected.keySet(), second.values().keySet());
        second.values()
                .forEach((name, values) -> assertArrayEquals(Objects.requireNonNull(expected.get(name)), values, name));
    }

    @Test
    void separateTensorsByHuggingFaceNamesAreRestored() {
        Run saved = new Run(folder);
        saved.checkpoint.save(STATE);
        Map<String, float[]> before = TinyRuns.tensors(folder.resolve("step-00000007.safetensors"));
        String query = "vision_model.vision_model.encoder.layers.1.self_attn.q_proj.weight";
        assertTrue(before.keySet()
                .containsAll(List.of(
                        "model/" + query,
                        "optimizer/first/model/" + query,
                        "optimizer/second/model/" + query,
                        "model/text_model.encoder.layer.0.attention.self.value.bias",
                        "optimizer/first/fusion/attention.in_proj_weight",
                        "model/logit_scale")));
        assertTrue(before.keySet().stream().noneMatch(name -> name.contains("encoder.layers.0.")));

        SequencedMap<String, Tensor> separate = new LinkedHashMap<>();
        Map<String, String> metadata = new LinkedHashMap<>();
        try (var source = dev.diptych.torch.file.Safetensors.open(folder.resolve("step-00000007.safetensors"))) {
            metadata.putAll(source.metadata());
            for (String name : source.names()) {
                Tensor drawn = Tensors.normal(
                        RandomKey.of(9).with(name), 1, source.info(name).shape());
                separate.put(name, Operators.plus(drawn, 1));
            }
        }
        metadata.remove("sha256");
        new CheckpointFolder(folder.resolve("separate"), 2).write(7, separate, metadata);

        Run restored = new Run(folder.resolve("separate"));
        assertEquals(STATE, restored.checkpoint.restore(new Silence()));
        SequencedMap<String, float[]> values = restored.values();
        separate.forEach((name, tensor) -> {
            float[] own = values.get(name.startsWith("model/") ? name.substring("model/".length()) : name);
            if (own != null) {
                assertArrayEquals(Tensors.floats(tensor), own, name);
            } else {
                assertTrue(name.startsWith("fusion/"), name);
            }
        });
    }

    private static final class Silence implements dev.diptych.report.progress.ProgressLine {
        @Override
        public void show(dev.diptych.report.progress.ProgressSnapshot standing) {}

        @Override
        public void say(String line) {}

        @Override
        public void close() {}
    }
}
