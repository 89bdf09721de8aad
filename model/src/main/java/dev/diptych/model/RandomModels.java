package dev.diptych.model;

import dev.diptych.base.RandomKey;
import dev.diptych.model.layer.SeededParameters;

/// Models that start at random; the same shape and key give the same parameters, bit for bit.
public final class RandomModels {

    private RandomModels() {}

    /// A vision tower of this shape at random.
    public static VisionEncoder visionTower(VisionConfig config, RandomKey key) {
        return new VisionEncoder(config, new SeededParameters(key.with("vision")));
    }

    /// A text tower of this shape at random.
    public static TextEncoder textTower(TextConfig config, RandomKey key) {
        return TextEncoder.of(config, new SeededParameters(key.with("text")));
    }

    /// Joins two towers by random projections to width `projection`.
    public static DualEncoder join(
            VisionEncoder vision, TextEncoder text, int projection, double initialLogitScale, RandomKey key) {
        return new DualEncoder(
                vision, text, projection, initialLogitScale, new SeededParameters(key.with("projections")));
    }

    /// A sigmoid head that starts from this scale and bias.
    public static SigmoidHead sigmoidHead(double initialLogitScale, double initialBias) {
        return new SigmoidHead(initialLogitScale, initialBias, new SeededParameters(RandomKey.of(0)));
    }

    /// A fusion of this shape at random.
    public static CrossAttentionFusion fusion(FusionConfig config, RandomKey key) {
        return new CrossAttentionFusion(config, new SeededParameters(key.with("fusion")));
    }
}
