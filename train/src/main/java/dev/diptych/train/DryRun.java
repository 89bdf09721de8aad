package dev.diptych.train;

import dev.diptych.base.InvalidInputException;
import dev.diptych.data.Pairs;
import dev.diptych.data.batch.Batch;
import dev.diptych.data.batch.BatchStream;
import dev.diptych.evaluate.Evaluation;
import dev.diptych.evaluate.retrieval.Embedder;
import dev.diptych.report.progress.ConsoleProgress;
import dev.diptych.report.progress.ProgressLine;
import dev.diptych.torch.TensorScope;
import dev.diptych.train.internal.TrainingSetup;
import dev.diptych.train.recipe.Recipe;
import dev.diptych.train.recipe.RecipeReader;
import dev.diptych.train.recipe.RecipeWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.stream.Stream;
import org.bytedeco.pytorch.Tensor;

/// A check of recipe, data and model by the first steps of a run, with estimates of its time and
/// memory. Nothing is written.
///
/// @param images number of training images
/// @param captions number of their captions
/// @param validationImages number of validation images
/// @param batch images per step
/// @param steps number of steps of the run
/// @param epochs number of epochs of the run
/// @param parameters number of parameters of the model
/// @param trainedParameters number of parameters that are trained
/// @param stepSeconds seconds per step; the first measured step is not included
/// @param validationSeconds seconds per validation
/// @param totalSeconds estimated seconds of training and validation
/// @param peakBytes peak resident memory of the process; -1 if the system does not report it
/// @param cached whether the run would store frozen features, which is not measured: it is faster
///     after they are computed
public record DryRun(
        int images,
        int captions,
        int validationImages,
        int batch,
        long steps,
        int epochs,
        long parameters,
        long trainedParameters,
        double stepSeconds,
        double validationSeconds,
        double totalSeconds,
        long peakBytes,
        boolean cached) {

    /// Number of steps that are executed.
    public static final int STEPS = 3;

    private static final int VALIDATED = 512;

    /// @throws InvalidInputException if data or model do not match the recipe
    /// @throws TrainingFailedException if a loss is not finite
    public static DryRun of(Recipe given, ProgressLine progress) {
        try (var _ = TensorScope.open()) {
            TrainingData data = TrainingData.of(given);
            Recipe recipe = FittingBatch.of(given, data.training(), progress::warn);
            DataRequirements.check(recipe, data);
            Recipe measured =
                    RecipeReader.read("recipe.yaml", RecipeWriter.write(recipe), List.of("train.cache.enabled=false"));
            TrainingSteps steps = TrainingSteps.of(measured, data, Path.of("cache"), progress);
            int stepsOfEpoch = steps.stepsOfEpoch();
            progress.say("measuring %d steps and a validation".formatted(STEPS));
            double step = measuredStep(steps);
            double validation = measuredValidation(measured, steps, data.validation(), progress);
            progress.say("measured %d steps and a validation".formatted(STEPS));
            int epochs = recipe.train().epochs();
            long total = (long) epochs * stepsOfEpoch;
            List<Tensor> parameters =
                    new ArrayList<>(steps.model().encoder().parameters().values());
            if (steps.model().fusion() != null) {
                parameters.addAll(steps.model().fusion().parameters().values());
            }
            return new DryRun(
                    data.training().images().size(),
                    data.training().captions().size(),
                    data.validation().images().size(),
                    recipe.train().batch(),
                    total,
                    epochs,
                    parameters.stream().mapToLong(each -> each.numel()).sum(),
                    parameters.stream()
                            .filter(each -> each.requires_grad())
                            .mapToLong(each -> each.numel())
                            .sum(),
                    step,
                    validation,
                    total * step + epochs * validation,
                    peakMemory(),
                    recipe.train().cache().enabled() && parameters.stream().anyMatch(each -> !each.requires_grad()));
        }
    }

    private static double measuredStep(TrainingSteps steps) {
        List<Double> seconds = new ArrayList<>();
        for (long epoch = 0; seconds.size() < STEPS; epoch++) {
            try (BatchStream<Batch> batches = steps.batches(epoch)) {
                long begun = System.nanoTime();
                while (seconds.size() < STEPS && batches.hasNext()) {
                    try (Batch batch = batches.next()) {
                        double loss = steps.take(batch);
                        if (!Double.isFinite(loss)) {
                            throw new TrainingFailedException("step %d: the loss is not finite; check model and images"
                                    .formatted(seconds.size() + 1));
                        }
                    }
                    long now = System.nanoTime();
                    seconds.add((now - begun) / 1e9);
                    begun = now;
                }
            }
        }
        return seconds.stream()
                .skip(1)
                .mapToDouble(Double::doubleValue)
                .average()
                .orElseThrow();
    }

    private static double measuredValidation(
            Recipe recipe, TrainingSteps steps, Pairs validation, ProgressLine progress) {
        Pairs some = validation.first(VALIDATED);
        Embedder embedder = new Embedder(
                steps.model(),
                recipe.validation().batch(),
                TrainingSetup.loading(recipe),
                recipe.train().precision(),
                new ConsoleProgress(progress));
        long begun = System.nanoTime();
        Evaluation.of(
                embedder,
                some,
                EnumSet.allOf(Evaluation.Suite.class),
                recipe.validation().rerank());
        double seconds = (System.nanoTime() - begun) / 1e9;
        return seconds * validation.images().size() / Math.max(1, some.images().size());
    }

    // The kernel's record of the largest resident set of this process.
    private static long peakMemory() {
        Path status = Path.of("/proc/self/status");
        if (!Files.isReadable(status)) {
            return -1;
        }
        try (Stream<String> lines = Files.lines(status)) {
            return lines.filter(line -> line.startsWith("VmHWM:"))
                    .map(line -> line.replaceAll("\\D", ""))
                    .filter(digits -> !digits.isEmpty())
                    .mapToLong(digits -> 1024 * Long.parseLong(digits))
                    .findFirst()
                    .orElse(-1);
        } catch (IOException unreadable) {
            return -1;
        }
    }
}
