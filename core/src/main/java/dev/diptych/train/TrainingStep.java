package dev.diptych.train;

import dev.diptych.data.Batch;
import dev.diptych.model.DualEncoder;
import dev.diptych.objective.Features;
import dev.diptych.objective.Objective;
import dev.diptych.torch.Operators;
import dev.diptych.torch.RandomKey;
import dev.diptych.torch.TensorScope;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/// One step: encode, evaluate the objective, pull back, update.
///
/// @param average gives soft targets, where the objective has them
/// @param start gives the embeddings to stay near, likewise
/// @param scaleIsTrained whether the logit scale is clamped after each update
record TrainingStep(
        Encoder encoder,
        Objective objective,
        Optimizer optimizer,
        LearningRateSchedule schedule,
        DualEncoder model,
        boolean scaleIsTrained,
        @Nullable AveragedModel average,
        @Nullable StartingCopy start,
        RandomKey key) {

    /// @param gradientNorm of all gradients together, before clipping
    record Outcome(double loss, SequencedMap<String, Double> terms, double learningRate, double gradientNorm) {

        boolean isFinite() {
            return Double.isFinite(loss) && Double.isFinite(gradientNorm);
        }
    }

    /// @param step of the whole run, from 0
    Outcome take(Batch batch, long step) {
        try (var _ = TensorScope.open()) {
            // whole or in chunks
            Features encoded = Phase.ENCODE.of(step, () -> encoder.encode(batch, key.with(step)));
            Features averaged = average == null ? encoded : average.join(encoded, batch, step);
            Features features = start == null ? averaged : start.join(averaged, batch);
            // value, named terms, gradient of the features
            Objective.Loss loss = Phase.OBJECTIVE.of(step, () -> objective.evaluate(features));
            // to the parameters of the towers
            Phase.PULL_BACK.run(step, () -> encoder.pullBack(loss));
            if (average != null) {
                average.remember(features);
            }
            double factor = schedule.factor(step);
            double norm = Phase.UPDATE.of(step, () -> optimizer.step(factor));
            if (scaleIsTrained) {
                Operators.clampInPlace(model.logitScale(), 0, DualEncoder.LARGEST_LOGIT_SCALE);
            }
            return new Outcome(loss.value(), loss.terms(), factor * optimizer.highestLearningRate(), norm);
        }
    }
}
