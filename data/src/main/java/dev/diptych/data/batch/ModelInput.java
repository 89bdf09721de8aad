package dev.diptych.data.batch;

import dev.diptych.data.Pairs;

/// Input of a model that a loader provides.
///
/// @param images pixels, or features instead
/// @param tokens conversion of texts to tokens
/// @param texts features of texts, in addition to their tokens
public record ModelInput(ImageRows images, TextPreparation tokens, TextRows texts) {

    /// Creates an input of pixels and tokens, without precomputed features.
    ///
    /// @param cacheBytes size of the cache of decoded images
    public static ModelInput plain(Pairs pairs, ImagePreparation images, TextPreparation tokens, long cacheBytes) {
        return new ModelInput(new PixelRows(pairs, images, cacheBytes), tokens, TextRows.NONE);
    }
}
