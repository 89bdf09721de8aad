package dev.diptych.train.internal.step;

import dev.diptych.torch.Precision;
import dev.diptych.train.objective.Features;
import dev.diptych.train.objective.Objective;

/// An encoded batch: its features, and the vector-Jacobian product that propagates their gradient to the parameters of
/// the encoders, at most once.
///
/// The features belong to the scope that was open when the batch was encoded; the batch must remain open until
/// [#pullBack]. Not thread-safe.
final class Encoding implements AutoCloseable {

    private final Features features;
    private final EncodedSide images;
    private final EncodedSide texts;
    private final DistinctTexts distinct;
    private final Precision precision;
    private boolean spent;

    /// @param texts the distinct texts of the batch
    Encoding(Features features, EncodedSide images, EncodedSide texts, DistinctTexts distinct, Precision precision) {
        this.features = features;
        this.images = images;
        this.texts = texts;
        this.distinct = distinct;
        this.precision = precision;
    }

    /// The features, as leaves: gradients do not flow from them into the encoders automatically.
    Features features() {
        return features;
    }

    /// Adds the gradient of a loss to the parameters of encoders and projections.
    ///
    /// @param loss gradient with respect to these features
    /// @throws IllegalStateException if it was called before, or the encoding is closed
    void pullBack(Objective.Loss loss) {
        if (spent) {
            throw new IllegalStateException("the gradient of an encoding can be pulled back once, before it is closed");
        }
        try {
            // Texts first: their graph, usually the smaller one, is freed before the peak of memory.
            texts.pullBack(distinct.gather(loss.text()), distinct.gather(loss.textTokens())); // [U, P], [U, S, D]
            images.pullBack(loss.image(), loss.imageTokens());
        } finally {
            precision.forgetCasts(); // the weights are about to change
            close();
        }
    }

    /// Frees the graph, but not the features.
    @Override
    public void close() {
        spent = true;
        images.close();
        texts.close();
    }
}
