package dev.diptych.evaluate.audit.vectors;

import java.io.Serializable;

/// Two linear projections of frozen features into a common space: canonical correlation analysis
/// (Hotelling, 1936) with ridge regularisation, in closed form and therefore deterministic.
/// Directions are weighted by their canonical correlation. [PairCovariance] fits them.
///
/// @param image projection of the features of images
/// @param text projection of the features of texts
public record CanonicalHeads(LinearHead image, LinearHead text) implements Serializable {

    /// These images and texts in the common space.
    EmbeddingPair apply(PooledFeatures features) {
        return new EmbeddingPair(image.apply(features.image()), text.apply(features.text()));
    }
}
