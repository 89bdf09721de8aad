package dev.diptych.train;

import dev.diptych.report.LogEntry;
import dev.diptych.report.MetricsLog;
import dev.diptych.report.RunDirectory;
import dev.diptych.torch.Tensors;
import dev.diptych.torch.file.Safetensors;
import dev.diptych.torch.file.TensorSource;
import dev.diptych.train.recipe.Recipe;
import dev.diptych.train.recipe.RecipeReader;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

/// Training runs of a few seconds, on a few small scenes.
public final class TinyRuns {

    static final String RECIPE = """
            seed: 3
            data: {scenes: {train: 48, validation: 16, test: 16, size: 16}, negative_captions: 1}
            model:
              vision: {image_size: 16, patch_size: 8, hidden_size: 16, layers: 2, heads: 2, intermediate_size: 32}
              text: {hidden_size: 16, layers: 2, heads: 2, intermediate_size: 32, dropout: 0.1, max_length: 32, vocabulary: {size: 400}}
              projection: 8
              fusion: {enabled: true, heads: 2, dropout: 0.1}
            objective: {learn_temperature: true, matching_weight: 0.5}
            train: {epochs: 2, batch: 8, learning_rate: 1.0e-3, log_every: 1}
            validation: {batch: 8, rerank: 4}
            """;

    /// A setting that gives every objective a weight.
    public static final String EVERY_OBJECTIVE =
            "objective={learn_temperature: true, label_smoothing: 0.1, matching_weight: 0.5,"
                    + " decoupled_weight: 0.2, anchor_weight: 0.5, sigmoid: {weight: 0.1}, hard_negatives: {weight: 0.1},"
                    + " cyclic: {in_modal_weight: 0.25, cross_modal_weight: 0.25},"
                    + " soft_targets: {weight: 0.5, momentum: 0.9, queue: 20}}";

    private TinyRuns() {}

    public static Recipe recipe(String... settings) {
        return RecipeReader.read("tiny.yaml", RECIPE, List.of(settings));
    }

    /// Trains in a new directory; empty when `stop` ended it.
    public static Optional<TrainingResult> start(Recipe recipe, Path path, BooleanSupplier stop) {
        try (RunDirectory directory = RunDirectory.create(path);
                Trainer trainer = Trainer.start(recipe, directory, RunContext.of(new SilentProgress(), stop))) {
            return trainer.run();
        }
    }

    public static Optional<TrainingResult> resume(Path path) {
        try (RunDirectory directory = RunDirectory.open(path);
                Trainer trainer = Trainer.resume(
                        RecipeReader.read(directory.recipe(), List.of()),
                        directory,
                        RunContext.of(new SilentProgress(), () -> false))) {
            return trainer.run();
        }
    }

    /// Stops a run the next time that it asks after so many questions: it asks before each step,
    /// and before each batch of a validation.
    public static BooleanSupplier after(int questions) {
        AtomicInteger asked = new AtomicInteger();
        return () -> asked.getAndIncrement() >= questions;
    }

    /// Stops a run once it has logged so many steps.
    static BooleanSupplier afterSteps(Path run, int steps) {
        return () -> MetricsLog.read(run.resolve("metrics.jsonl")).stream()
                        .filter(LogEntry.Step.class::isInstance)
                        .count()
                >= steps;
    }

    public static Map<String, float[]> tensors(Path file) {
        Map<String, float[]> values = new HashMap<>();
        try (TensorSource source = Safetensors.open(file)) {
            source.names().forEach(name -> values.put(name, Tensors.floats(source.tensor(name))));
        }
        return values;
    }
}
