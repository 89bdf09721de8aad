package dev.diptych.train.internal.step;

import dev.diptych.base.RandomKey;
import dev.diptych.data.batch.Batch;
import dev.diptych.model.DualEncoder;
import dev.diptych.torch.OperatorThreads;
import dev.diptych.torch.Operators;
import dev.diptych.torch.TensorScope;
import dev.diptych.train.objective.Features;
import dev.diptych.train.objective.Objective;
import java.util.List;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/// One step: encode, evaluate the objective, pull back, update.
///
/// @param scaleIsTrained whether the logit scale is clamped after each update
/// @param teachers teachers that the objective requires, in the order in which they embed a batch
public record TrainingStep(
        BatchEncoder encoder,
        Objective objective,
        Optimizer optimizer,
        LearningRateSchedule schedule,
        DualEncoder model,
        boolean scaleIsTrained,
        List<Teacher<?>> teachers,
        RandomKey key) {

    /// @param gradientNorm norm of all gradients together, before clipping
    /// @param statistics geometry of the embeddings; null if it was not requested
    public record Outcome(
            double loss,
            SequencedMap<String, Double> terms,
            double learningRate,
            double gradientNorm,
            @Nullable EmbeddingStatistics statistics) {

        public boolean isFinite() {
            return Double.isFinite(loss) && Double.isFinite(gradientNorm);
        }
    }

    /// @param step step of the run, from 0
    public Outcome take(Batch batch, long step) {
        return take(batch, step, false);
    }

    /// @param step step of the run, from 0
    /// @param observed whether the outcome contains the geometry of the embeddings
    public Outcome take(Batch batch, long step, boolean observed) {
        try (var _ = TensorScope.open();
                // complete or in chunks
                Encoding encoding = Phase.ENCODE.of(step, () -> encoder.encode(batch, key.with(step)))) {
            Features features = taught(encoding.features(), batch, step);
            // value, named terms, gradient of the features
            Objective.Loss loss = Phase.OBJECTIVE.of(step, () -> evaluate(features));
            // to the parameters of the encoders
            Phase.PULL_BACK.run(step, () -> encoding.pullBack(loss));
            double factor = schedule.factor(step);
            double norm = Phase.UPDATE.of(step, () -> optimizer.step(factor));
            if (scaleIsTrained) {
                Operators.clampInPlace(model.logitScale(), 0, DualEncoder.LARGEST_LOGIT_SCALE);
            }
            teachers.forEach(teacher -> teacher.afterUpdate(features));
            EmbeddingStatistics statistics = observed ? EmbeddingStatistics.of(features) : null;
            return new Outcome(loss.value(), loss.terms(), factor * optimizer.highestLearningRate(), norm, statistics);
        }
    }

    /// Where the loss or the gradient of a step that is not finite arose, such as `image encoder,
    /// block 3 of 12`. The run cannot continue afterwards.
    public String firstNotFinite(Batch batch, long step) {
        return new FirstNotFinite(encoder, objective, model).of(batch, key.with(step));
    }

    private Objective.Loss evaluate(Features features) {
        long scores = features.image().size(0) * features.text().size(0);
        try (var _ = OperatorThreads.forProduct(scores * features.image().size(1))) {
            return objective.evaluate(features);
        }
    }

    private Features taught(Features features, Batch batch, long step) {
        Features joined = features;
        for (Teacher<?> teacher : teachers) {
            joined = teacher.join(joined, batch, step);
        }
        return joined;
    }
}
