package dev.diptych.data.batch;

import dev.diptych.data.Pairs;

/// What a loader feeds a model with.
///
/// @param images pixels, or features in their place
/// @param tokens how texts become tokens
/// @param texts features of texts, given beside their tokens
public record ModelInput(ImageRows images, TextPreparation tokens, TextRows texts) {

    /// Pixels and tokens, nothing computed earlier.
    ///
    /// @param cacheBytes decoded images that are kept in memory
    public static ModelInput plain(Pairs pairs, ImagePreparation images, TextPreparation tokens, long cacheBytes) {
        return new ModelInput(new PixelRows(pairs, images, cacheBytes), tokens, TextRows.NONE);
    }
}
