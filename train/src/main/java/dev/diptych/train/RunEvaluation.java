package dev.diptych.train;

import dev.diptych.base.ProgressListener;
import dev.diptych.base.RandomKey;
import dev.diptych.data.Pairs;
import dev.diptych.evaluate.EmbeddingMetrics;
import dev.diptych.evaluate.Evaluation;
import dev.diptych.evaluate.comparison.QueryResults;
import dev.diptych.evaluate.comparison.QueryResultsFile;
import dev.diptych.evaluate.retrieval.Embedder;
import dev.diptych.model.ImageTextModel;
import dev.diptych.model.checkpoint.ModelDirectory;
import dev.diptych.report.Metrics;
import dev.diptych.report.MetricsLog;
import dev.diptych.report.RunDirectory;
import dev.diptych.torch.TensorScope;
import dev.diptych.train.internal.TrainingSetup;
import dev.diptych.train.internal.ValidationLoss;
import dev.diptych.train.recipe.Recipe;
import java.util.EnumSet;
import org.jspecify.annotations.Nullable;

/// The evaluations of a run: of the starting model, after each epoch, and of the best model at the end; with the
/// retention check where there is one.
///
/// @param ownObjective whether the objective was supplied by code instead of the recipe
/// @param listener is called before each batch of an evaluation; what it throws ends the evaluation
record RunEvaluation(
        Recipe recipe,
        RunDirectory directory,
        TrainingData data,
        RunInputs inputs,
        @Nullable RetentionCheck retention,
        boolean ownObjective,
        ProgressListener listener) {

    /// @param metrics those of the evaluation, and of the retention check if it was due
    /// @param queries the results of both query by query
    record Result(Evaluation evaluation, Metrics metrics, QueryResults queries) {}

    /// Evaluates a model on the validation data.
    ///
    /// @param epoch the number of complete epochs; 0 for the starting model
    Result validate(ImageTextModel model, int epoch) {
        Evaluation evaluation = evaluate(model, data.validation());
        Metrics metrics = Metrics.of(evaluation.values());
        QueryResults queries = evaluation.queries();
        if (retention != null
                && (epoch == 0 || retention.isDue(epoch, recipe.train().epochs()))) {
            RetentionCheck.Measured measured = retention.measure(model);
            metrics = metrics.plus(measured.metrics());
            queries = queries.plus(measured.queries());
        }
        return new Result(evaluation, metrics, queries);
    }

    /// Evaluates the best model of the run on the test data.
    ///
    /// @param validated its evaluation on the validation data, if this process made it
    /// @param bestEpoch the epoch of the best model
    Result test(@Nullable Evaluation validated, int bestEpoch) {
        Evaluation evaluation = validated != null && data.test() == data.validation() ? validated : testBest();
        Metrics metrics = Metrics.of(evaluation.values());
        QueryResults queries = evaluation.queries();
        if (retention != null) {
            RetentionCheck.Measured measured = retention.atEnd(
                    MetricsLog.read(directory.metricsLog()),
                    bestEpoch,
                    QueryResultsFile.readIfPresent(directory.bestQueries()),
                    () -> ModelDirectory.load(directory.model()));
            metrics = metrics.plus(measured.metrics());
            queries = queries.plus(measured.queries());
        }
        return new Result(evaluation, metrics, queries);
    }

    private Evaluation testBest() {
        try (var _ = TensorScope.open()) {
            ImageTextModel saved = ModelDirectory.load(directory.model());
            TrainingSetup.train(recipe, saved); // frozen layers may be read from the cache
            return evaluate(saved, data.test());
        }
    }

    private Evaluation evaluate(ImageTextModel model, Pairs pairs) {
        Embedder embedder = new Embedder(
                model,
                recipe.validation().batch(),
                TrainingSetup.loading(recipe),
                recipe.train().precision(),
                inputs::evaluation,
                listener);
        return Evaluation.of(
                embedder,
                pairs,
                EnumSet.allOf(Evaluation.Suite.class),
                recipe.validation().rerank(),
                loss(model));
    }

    // The loss of the recipe on other data; without the loss of code, whose inputs are unknown.
    private EmbeddingMetrics loss(ImageTextModel model) {
        return ownObjective
                ? EmbeddingMetrics.NONE
                : ObjectiveFactory.ofEmbeddings(recipe, model)
                        .<EmbeddingMetrics>map(objective -> new ValidationLoss(
                                objective,
                                model.encoder().logitScale(),
                                recipe.train().batch(),
                                RandomKey.of(recipe.seed()).with("validation loss")))
                        .orElse(EmbeddingMetrics.NONE);
    }
}
