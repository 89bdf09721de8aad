package dev.diptych.train;

import dev.diptych.base.ProgressListener;
import dev.diptych.base.internal.AtomicFile;
import dev.diptych.data.SkippedImages;
import dev.diptych.data.batch.Batch;
import dev.diptych.data.batch.BatchLoader;
import dev.diptych.data.batch.BatchStream;
import dev.diptych.evaluate.Evaluation;
import dev.diptych.evaluate.comparison.QueryResultsFile;
import dev.diptych.model.ImageTextModel;
import dev.diptych.model.checkpoint.ModelDirectory;
import dev.diptych.report.LogEntry;
import dev.diptych.report.Metrics;
import dev.diptych.report.MetricsLog;
import dev.diptych.report.RunDirectory;
import dev.diptych.report.progress.ConsoleProgress;
import dev.diptych.report.progress.ProgressLine;
import dev.diptych.report.progress.TrainingProgress;
import dev.diptych.train.internal.TrainingSetup;
import dev.diptych.train.internal.ValidationLoss;
import dev.diptych.train.internal.checkpoint.CheckpointFolder;
import dev.diptych.train.internal.checkpoint.CheckpointTimes;
import dev.diptych.train.internal.checkpoint.EpochAdvice;
import dev.diptych.train.internal.checkpoint.RunLog;
import dev.diptych.train.internal.checkpoint.RunState;
import dev.diptych.train.internal.checkpoint.RunTimes;
import dev.diptych.train.internal.checkpoint.RunTimes.Activity;
import dev.diptych.train.internal.checkpoint.TrainingCheckpoint;
import dev.diptych.train.internal.checkpoint.TrainingClock;
import dev.diptych.train.internal.diagnosis.FailureModes;
import dev.diptych.train.internal.diagnosis.SmallValidation;
import dev.diptych.train.internal.features.FeatureCache;
import dev.diptych.train.internal.step.Optimizer;
import dev.diptych.train.internal.step.Phase;
import dev.diptych.train.internal.step.Teacher;
import dev.diptych.train.internal.step.TrainingStep;
import dev.diptych.train.objective.Objective;
import dev.diptych.train.recipe.Recipe;
import dev.diptych.train.recipe.RecipeWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Trains a model as specified by a recipe, in a run directory, from the start or from the last checkpoint.
///
/// A run is a pure function of its recipe and data: an interrupted and resumed run produces the same weights, bit for
/// bit.
public final class Trainer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Trainer.class);

    private final Recipe recipe;
    private final RunDirectory directory;
    private final TrainingData data;
    private final ImageTextModel model;
    private final Optimizer optimizer;
    private final BatchLoader loader;
    private final TrainingStep trainingStep;
    private final TrainingCheckpoint checkpoint;
    private final RunLog log;
    private final ProgressLine progress;
    private final BooleanSupplier stopRequested;
    private final TrainingListener listener;
    private final long totalSteps;
    private final RunEvaluation evaluation;
    private final CheckpointTimes checkpointTimes;
    private final TrainingClock clock;
    private final EpochAdvice advice;
    private RunState state;
    private boolean startIsMeasured;
    private double recall = Double.NaN;
    private final Metrics captions; // how much of them the text encoder reads
    private final FailureModes failureModes;
    private @Nullable Evaluation best; // of this process; a resumed run may have none

    private Trainer(Recipe given, RunDirectory directory, RunContext context, boolean resumed) {
        SharedInputs shared = context.shared();
        SuppliedInputs supplied = context.supplied();
        if (resumed) {
            supplied.check(directory.path());
        }
        this.listener = context.listener();
        this.directory = directory;
        this.progress = context.progress();
        this.stopRequested = context.stopRequested();
        data = shared.data(given, supplied);
        recipe = resumed ? given : FittingBatch.of(given, data.training(), progress::warn);
        DataRequirements.check(recipe, data);
        ProgressListener shown = new ConsoleProgress(progress);
        ProgressListener validating = (stage, done, total) -> {
            stopIfRequested();
            shown.at("validation: " + stage, done, total);
        };
        RetentionCheck retention = RetentionCheck.of(recipe, directory, validating);
        model = StartingModel.of(recipe, data.training(), shared.tokenizers());
        if (!resumed) {
            shared.reportWarnings(data, recipe.data());
            shared.reportCoverage("training", data.training(), model);
            shared.reportCoverage("validation", data.validation(), model);
        }
        captions = Metrics.of(shared.coverage(data.training(), model).values("captions.training."))
                .plus(Metrics.of(shared.coverage(data.validation(), model).values("captions.validation.")));
        Objective objective = objective(recipe, model, supplied);
        optimizer = TrainingSetup.optimizer(recipe, model.encoder(), objective);
        RunInputs inputs = RunInputs.of(
                recipe, model, data, new FeatureCache(cacheDirectory(shared), progress, stopRequested), shared.rows());
        evaluation =
                new RunEvaluation(recipe, directory, data, inputs, retention, supplied.objective() != null, validating);
        loader = TrainingSetup.loader(recipe, data.training(), inputs.training());
        totalSteps = (long) recipe.train().epochs() * loader.steps();
        failureModes = new FailureModes(recipe, loader.steps());
        List<Teacher<?>> teachers = TrainingSetup.teachers(recipe, model.encoder(), data.training(), loader.steps());
        trainingStep = TrainingSetup.step(recipe, model.encoder(), objective, optimizer, teachers, totalSteps);
        checkpoint = new TrainingCheckpoint(
                new CheckpointFolder(
                        directory.checkpoints(), recipe.train().checkpoint().keep()),
                model.encoder(),
                objective,
                optimizer,
                teachers,
                data.digest());
        state = resumed ? checkpoint.restore(progress) : RunState.start();
        if (resumed) {
            ModelDirectory.recover(directory.model());
        } else {
            supplied.write(directory.path());
            AtomicFile.write(directory.recipe(), RecipeWriter.write(recipe));
        }
        if (state.step() == 0 && recipe.keepsStart()) {
            ModelDirectory.save(directory.start(), model);
        }
        if (resumed) {
            teachers.forEach(teacher -> teacher.restoreStart(directory.start()));
        }
        checkpointTimes = CheckpointTimes.of(recipe.train().checkpoint());
        log = resumed ? RunLog.resume(directory, state.step(), state.validations()) : RunLog.create(directory);
        startIsMeasured = state.step() > 0 || !log.wasEmpty();
        clock = new TrainingClock(System::nanoTime, state.times());
        advice = new EpochAdvice(recipe);
    }

    /// A new run in a new directory.
    ///
    /// @throws dev.diptych.base.InvalidInputException if data or model do not match the recipe
    public static Trainer start(Recipe recipe, RunDirectory directory, RunContext context) {
        return new Trainer(recipe, directory, context, false);
    }

    /// Resumes the run of a directory from its last checkpoint, with its original recipe.
    ///
    /// @throws dev.diptych.base.InvalidInputException if data, model or supplied inputs are not those of the run
    public static Trainer resume(Recipe recipe, RunDirectory directory, RunContext context) {
        return new Trainer(recipe, directory, context, true);
    }

    private static Objective objective(Recipe recipe, ImageTextModel model, SuppliedInputs supplied) {
        Objective objective = supplied.objective();
        if (objective == null) {
            return ObjectiveFactory.of(recipe, model);
        }
        objective.parameters().values().forEach(parameter -> parameter.requires_grad_(true));
        return objective;
    }

    /// Trains to the end.
    ///
    /// @return the metrics of the run; empty if it was stopped
    /// @throws TrainingFailedException if the loss becomes NaN or infinite
    public Optional<TrainingResult> run() {
        progress.say("training on %,d images with %,d captions, validating on %,d; %,d steps of %d"
                .formatted(
                        data.training().images().size(),
                        data.training().captions().size(),
                        data.validation().images().size(),
                        totalSteps,
                        recipe.train().batch()));
        SmallValidation.line(data.validation()).ifPresent(progress::say);
        try {
            return advance(recipe.train().epochs()) ? Optional.of(finish()) : Optional.empty();
        } catch (StoppedException stopped) {
            return Optional.empty(); // everything is saved except the final metrics
        }
    }

    /// Trains until the given number of epochs is complete or the run stops early, and saves a checkpoint. The
    /// schedule is that of the complete run, so that [#run] continues without any difference.
    ///
    /// @return false if it was stopped
    /// @throws TrainingFailedException if the loss becomes NaN or infinite
    public boolean advance(int epochs) {
        long end = Math.min(totalSteps, (long) epochs * loader.steps());
        try {
            clock.measure(Activity.VALIDATION, this::measureStart);
            while ((state.step() < end || isValidationDue()) && !isOutOfPatience()) {
                if (!isValidationDue()) {
                    advice.begin(clock.times());
                    clock.measure(Activity.STEP, this::epoch);
                    advice.end(clock.times()).forEach(progress::say);
                }
                validate();
                save();
            }
            if (state.step() < end) {
                progress.say("stopping early: no improvement of %s for %d epochs"
                        .formatted(
                                recipe.validation().metric().name(),
                                recipe.validation().patience()));
            }
            return true;
        } catch (StoppedException stopped) {
            save();
            return false;
        }
    }

    private boolean isValidationDue() {
        return state.isValidationDue(loader.steps());
    }

    // The rest of the current epoch.
    private void epoch() {
        int steps = loader.steps();
        long epoch = state.step() / steps;
        if (state.step() % steps == 0) {
            state = state.inNewEpoch();
        }
        try (BatchStream<Batch> batches = loader.open(epoch, (int) (state.step() % steps))) {
            while (waitForData(batches)) {
                stopIfRequested();
                try (Batch batch = batches.next()) {
                    step(batch, epoch * steps + batch.step());
                }
                if (state.step() % steps != 0
                        && checkpointTimes.isDue(state.step())) { // otherwise saved after validation
                    save();
                }
            }
        }
        state = state.at((epoch + 1) * steps);
    }

    private boolean waitForData(BatchStream<Batch> batches) {
        return clock.measure(Activity.DATA_WAIT, () -> Phase.WAIT_FOR_DATA.test(state.step(), batches::hasNext));
    }

    private void save() {
        clock.measure(Activity.CHECKPOINT, () -> {
            log.sync(); // the lines before a checkpoint must not be lost
            checkpoint.save(state.at(clock.times()));
        });
        checkpointTimes.saved();
    }

    private void stopIfRequested() {
        if (stopRequested.getAsBoolean()) {
            throw new StoppedException();
        }
    }

    private void step(Batch batch, long step) {
        TrainingStep.Outcome outcome = trainingStep.take(batch, step, failureModes.isDue(step));
        if (!outcome.isFinite()) {
            throw notFinite(outcome, batch, step);
        }
        failureModes.observe(step, outcome, model.encoder().temperature()).ifPresent(progress::say);
        double elapsed = clock.stepDone();
        LOG.debug(
                "step {}: loss {}, learning rate {}, gradient norm {}, {} s",
                step + 1,
                outcome.loss(),
                outcome.learningRate(),
                outcome.gradientNorm(),
                elapsed);
        state = state.at(step).afterStep(outcome.loss(), batch.imageCount()).at(clock.times());
        boolean logged = state.step() % recipe.train().logEvery() == 0 || state.step() == totalSteps;
        if (logged) {
            LogEntry entry = new LogEntry.Step(
                    state.step(),
                    (int) batch.epoch() + 1,
                    outcome.loss(),
                    outcome.terms(),
                    outcome.learningRate(),
                    model.encoder().temperature(),
                    batch.imageCount() / elapsed,
                    outcome.gradientNorm(),
                    state.times().total());
            log.append(entry);
        }
        listener.onStep(new TrainingListener.Step(
                state.step(),
                totalSteps,
                (int) batch.epoch() + 1,
                outcome.loss(),
                outcome.terms(),
                outcome.learningRate(),
                outcome.gradientNorm()));
        progress.show(new TrainingProgress(
                (int) batch.epoch() + 1,
                recipe.train().epochs(),
                state.step(),
                totalSteps,
                outcome.loss(),
                recall,
                state.samplesPerSecond(),
                clock.remaining(
                        totalSteps - state.step(),
                        state.step(),
                        recipe.train().epochs() - state.validations(),
                        state.validations())));
    }

    private TrainingFailedException notFinite(TrainingStep.Outcome outcome, Batch batch, long step) {
        return new TrainingFailedException(
                "step %d (epoch %d): the %s is not finite; it arose in %s; the batch contains %s and %d more images; lower train.learning_rate, increase train.warmup or check these files"
                        .formatted(
                                step + 1,
                                batch.epoch() + 1,
                                Double.isFinite(outcome.loss()) ? "gradient" : "loss",
                                trainingStep.firstNotFinite(batch, step),
                                data.training().image(batch.images()[0]).name(),
                                batch.imageCount() - 1));
    }

    // With a retention check, the log begins with the metrics of the starting model.
    private void measureStart() {
        if (evaluation.retention() == null || startIsMeasured) {
            return;
        }
        RunEvaluation.Result result = evaluation.validate(model, 0);
        Metrics metrics = result.metrics();
        QueryResultsFile.write(directory.startQueries(), result.queries());
        log.append(new LogEntry.Validation(0, 0, metrics, 0));
        startIsMeasured = true;
        sayRetention("start", metrics);
    }

    private void sayRetention(String when, Metrics metrics) {
        RetentionCheck retention = evaluation.retention();
        if (retention != null) {
            metrics.get(retention.metric())
                    .ifPresent(value -> progress.say("%s: %s %.4f".formatted(when, retention.metric(), value)));
        }
    }

    private void validate() {
        int epoch = (int) (state.step() / loader.steps());
        RunEvaluation.Result validated = clock.measure(Activity.VALIDATION, () -> evaluation.validate(model, epoch));
        sayRetention("epoch " + epoch, validated.metrics());
        state = state.at(clock.times());
        Metrics metrics = validated
                .metrics()
                .with("train.loss", state.meanLoss())
                .with("train.temperature", model.encoder().temperature())
                .plus(Metrics.of(state.times().shares()));
        log.append(new LogEntry.Validation(
                state.step(), epoch, metrics, state.times().total()));
        var metric = recipe.validation().metric();
        double value = metrics.get(metric.name()).orElse(Double.NaN);
        recall = metrics.get("retrieval.text_to_image.r1").orElse(Double.NaN);
        progress.say(EpochLine.of(epoch, state.meanLoss(), metrics, state.samplesPerSecond()));
        boolean isBest = state.bestEpoch() == 0 || metric.better(value, state.best());
        failureModes
                .validated(epoch, validated.queries(), state.meanLoss(), isBest)
                .ifPresent(progress::say);
        if (isBest) {
            clock.measure(Activity.CHECKPOINT, () -> {
                ModelDirectory.save(directory.model(), model);
                QueryResultsFile.write(directory.bestQueries(), validated.queries());
            });
            state = state.withBest(value, epoch);
            best = validated.evaluation();
        } else {
            state = state.withoutBest();
        }
        listener.onValidation(new TrainingListener.Validation(state.step(), epoch, metrics, isBest));
    }

    private TrainingResult finish() {
        RunEvaluation.Result atEnd = clock.measure(Activity.VALIDATION, () -> evaluation.test(best, state.bestEpoch()));
        RunTimes times = clock.times();
        Metrics metrics = atEnd.metrics()
                .with("train.loss", state.meanLoss())
                .with("train.samples_per_second", state.samplesPerSecond())
                .with("train.seconds", times.total())
                .plus(Metrics.of(times.shares()))
                .with("train.steps", (double) state.step())
                .with("train.best_epoch", state.bestEpoch())
                .plus(ValidationLoss.lowest(MetricsLog.read(directory.metricsLog())))
                .with("train.unreadable_images", loader.skipped().count())
                .plus(captions);
        log.appendEnd(state.step(), metrics);
        QueryResultsFile.write(directory.queryResults(), atEnd.queries());
        AtomicFile.write(directory.metrics(), metrics.toJson() + "\n");
        return new TrainingResult(
                recipe,
                data,
                metrics,
                atEnd.evaluation(),
                atEnd.queries(),
                loader.skipped().list());
    }

    private Path cacheDirectory(SharedInputs shared) {
        Path named = recipe.train().cache().directory();
        return named != null ? named : shared.cacheNextTo(directory.path());
    }

    private boolean isOutOfPatience() {
        Integer patience = recipe.validation().patience();
        return patience != null && state.stale() >= patience;
    }

    /// Training images that could not be read so far.
    public List<SkippedImages.Skipped> skipped() {
        return loader.skipped().list();
    }

    @Override
    public void close() {
        log.close();
    }
}
