package dev.diptych.train;

import dev.diptych.base.ProgressListener;
import dev.diptych.evaluate.PlainInputs;
import dev.diptych.evaluate.RetentionBenchmark;
import dev.diptych.evaluate.classification.PromptTemplates;
import dev.diptych.evaluate.comparison.QueryResults;
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

/// The retention check of a run: its schedule, and the capability retained at the end.
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

    /// Reads the data of the retention check; null if the recipe has none.
    ///
    /// @param watch notified before each batch
    /// @throws dev.diptych.base.InvalidInputException if the data do not support the suite
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

    /// Whether it is measured after this epoch, from 1. A run that stops early may end without a measurement.
    boolean isDue(int epoch, int epochs) {
        return epoch % every == 0 || epoch == epochs;
    }

    /// @param metrics under `guard.`
    /// @param queries the results query by query, likewise
    record Measured(Metrics metrics, QueryResults queries) {}

    /// Evaluates a model.
    Measured measure(ImageTextModel model) {
        RetentionBenchmark.Measured measured = yardstick.measure(inputs.embedder(model));
        return new Measured(
                Metrics.of(measured.values()).under(PREFIX), measured.queries().under(PREFIX));
    }

    /// The name of the retention metric.
    String metric() {
        return PREFIX + "." + yardstick.metric();
    }

    /// The metrics of the best model, with `guard.start`, the retention metric of the starting
    /// model, and `guard.kept`, the capability retained in per cent.
    ///
    /// @param validated the validation of the best model, query by query
    /// @param best provides the best model, if the log does not contain its metrics
    Measured atEnd(List<LogEntry> log, int bestEpoch, QueryResults validated, Supplier<ImageTextModel> best) {
        Metrics metrics = logged(log, bestEpoch);
        Measured found = metrics.isEmpty() ? measureLoaded(best) : new Measured(metrics, validated.only(PREFIX));
        double start = logged(log, 0).get(metric()).orElse(Double.NaN);
        double end = found.metrics().get(metric()).orElse(Double.NaN);
        return new Measured(
                found.metrics().with(PREFIX + ".start", start).with(PREFIX + ".kept", 100 * end / start),
                found.queries());
    }

    private Measured measureLoaded(Supplier<ImageTextModel> loaded) {
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
