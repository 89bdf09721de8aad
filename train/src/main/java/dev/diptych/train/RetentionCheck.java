package dev.diptych.train;

import dev.diptych.base.ProgressListener;
import dev.diptych.evaluate.PlainInputs;
import dev.diptych.evaluate.RetentionBenchmark;
import dev.diptych.evaluate.classification.PromptTemplates;
import dev.diptych.model.ImageTextModel;
import dev.diptych.model.checkpoint.ModelDirectory;
import dev.diptych.report.LogEntry;
import dev.diptych.report.Metrics;
import dev.diptych.report.RunDirectory;
import dev.diptych.torch.TensorScope;
import dev.diptych.train.internal.TrainingSetup;
import dev.diptych.train.recipe.GuardRecipe;
import dev.diptych.train.recipe.Recipe;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The guard of a run: when it is measured, and what is left of it at the end.
final class RetentionCheck {

    private static final String PREFIX = "guard";

    private final RetentionBenchmark yardstick;
    private final PlainInputs inputs;
    private final int every;

    private RetentionCheck(RetentionBenchmark yardstick, PlainInputs inputs, int every) {
        this.yardstick = yardstick;
        this.inputs = inputs;
        this.every = every;
    }

    /// Reads the guard's data; null where the recipe has no guard.
    ///
    /// @param watch told before each batch of a measurement
    /// @throws dev.diptych.base.InvalidInputException when they lack what the suite needs
    static @Nullable RetentionCheck of(Recipe recipe, RunDirectory directory, ProgressListener watch) {
        GuardRecipe guard = recipe.train().guard();
        String data = guard.data();
        if (data == null) {
            return null;
        }
        String templates = guard.templates();
        PlainInputs inputs = new PlainInputs(
                recipe.validation().batch(),
                TrainingSetup.loading(recipe),
                recipe.train().precision(),
                watch);
        RetentionBenchmark yardstick = RetentionBenchmark.read(
                guard.suite(),
                data,
                templates == null ? PromptTemplates.plain() : PromptTemplates.read(templates),
                () -> inputs.embedder(ModelDirectory.load(directory.start())),
                recipe.data().unreadableShare());
        return new RetentionCheck(yardstick, inputs, guard.every());
    }

    /// Whether it is measured after this epoch of so many, from 1. A run that ends early may not have its last one.
    boolean isDue(int epoch, int epochs) {
        return epoch % every == 0 || epoch == epochs;
    }

    /// The figures of a model, under `guard.`.
    Metrics measure(ImageTextModel model) {
        return Metrics.of(yardstick.values(inputs.embedder(model))).under(PREFIX);
    }

    /// The name of the figure that counts.
    String metric() {
        return PREFIX + "." + yardstick.metric();
    }

    /// The figures of the best model, with `guard.start`, what the starting model had of the one that counts, and
    /// `guard.kept`, how many per cent of it are left.
    ///
    /// @param best gives the best model, where the log does not have its figures
    Metrics atEnd(List<LogEntry> log, int bestEpoch, Supplier<ImageTextModel> best) {
        Metrics figures = logged(log, bestEpoch);
        Metrics found = figures.isEmpty() ? measureLoaded(best) : figures;
        double start = logged(log, 0).get(metric()).orElse(Double.NaN);
        return found.with(PREFIX + ".start", start)
                .with(PREFIX + ".kept", 100 * found.get(metric()).orElse(Double.NaN) / start);
    }

    private Metrics measureLoaded(Supplier<ImageTextModel> loaded) {
        try (var _ = TensorScope.open()) {
            return measure(loaded.get());
        }
    }

    private Metrics logged(List<LogEntry> log, int epoch) {
        Metrics found = Metrics.none();
        for (LogEntry entry : log) {
            if (entry instanceof LogEntry.Validation validation
                    && validation.epoch() == epoch
                    && validation.metrics().get(metric()).isPresent()) {
                for (var figure : validation.metrics().values().entrySet()) {
                    if (figure.getKey().startsWith(PREFIX + ".")) {
                        found = found.with(figure.getKey(), figure.getValue());
                    }
                }
            }
        }
        return found;
    }
}
