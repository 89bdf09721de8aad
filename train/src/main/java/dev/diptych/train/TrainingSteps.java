package dev.diptych.train;

import dev.diptych.data.batch.Batch;
import dev.diptych.data.batch.BatchLoader;
import dev.diptych.data.batch.BatchStream;
import dev.diptych.model.ImageTextModel;
import dev.diptych.report.progress.ProgressLine;
import dev.diptych.train.internal.TrainingSetup;
import dev.diptych.train.internal.features.FeatureCache;
import dev.diptych.train.internal.features.SharedRows;
import dev.diptych.train.internal.step.Optimizer;
import dev.diptych.train.internal.step.Teacher;
import dev.diptych.train.internal.step.TrainingStep;
import dev.diptych.train.objective.Objective;
import dev.diptych.train.recipe.Recipe;
import java.nio.file.Path;
import java.util.List;

/// The steps of a run without a run directory: model, batches and updates of [Trainer], without validation and output
/// except the feature cache. For benchmarks and experiments.
///
/// The model and the moments of the optimiser belong to the [dev.diptych.torch.TensorScope] that is open on creation,
/// or to the process if there is none. Not thread-safe.
public final class TrainingSteps {

    private final ImageTextModel model;
    private final BatchLoader loader;
    private final TrainingStep step;
    private long taken;

    private TrainingSteps(ImageTextModel model, BatchLoader loader, TrainingStep step) {
        this.model = model;
        this.loader = loader;
        this.step = step;
    }

    /// The state of a run before its first step. With `train.cache.enabled`, computes the features of frozen
    /// prefixes.
    ///
    /// @param cache directory of the feature cache
    /// @throws dev.diptych.base.InvalidInputException if data or model do not match the recipe
    public static TrainingSteps of(Recipe recipe, TrainingData data, Path cache, ProgressLine progress) {
        ImageTextModel model = StartingModel.of(recipe, data.training());
        Objective objective = ObjectiveFactory.of(recipe, model);
        Optimizer optimizer = TrainingSetup.optimizer(recipe, model.encoder(), objective);
        RunInputs inputs =
                RunInputs.of(recipe, model, data, new FeatureCache(cache, progress, () -> false), new SharedRows());
        BatchLoader loader = TrainingSetup.loader(recipe, data.training(), inputs.training());
        long totalSteps = (long) recipe.train().epochs() * loader.steps();
        List<Teacher<?>> teachers = TrainingSetup.teachers(recipe, model.encoder(), data.training(), loader.steps());
        return new TrainingSteps(
                model, loader, TrainingSetup.step(recipe, model.encoder(), objective, optimizer, teachers, totalSteps));
    }

    public ImageTextModel model() {
        return model;
    }

    /// The number of steps of an epoch.
    public int stepsOfEpoch() {
        return loader.steps();
    }

    /// The batches of an epoch, from 0.
    public BatchStream<Batch> batches(long epoch) {
        return loader.open(epoch, 0);
    }

    /// Executes the next step with this batch and returns its loss.
    public double take(Batch batch) {
        return step.take(batch, taken++).loss();
    }
}
