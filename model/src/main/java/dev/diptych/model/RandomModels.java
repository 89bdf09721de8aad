package dev.diptych.model;

import dev.diptych.base.RandomKey;
import dev.diptych.model.layer.SeededParameters;

/// Randomly initialised models; equal configuration and key give equal parameters, bit for bit.
public final class RandomModels {

    private RandomModels() {}

    /// Creates a randomly initialised image encoder.
    public static VisionEncoder visionEncoder(VisionConfig config, RandomKey key) {
        return new VisionEncoder(config, new SeededParameters(key.with("vision")));
    }

    /// Creates a randomly initialised text encoder.
    public static TextEncoder textEncoder(TextConfig config, RandomKey key) {
        return TextEncoder.of(config, new SeededParameters(key.with("text")));
    }

    /// Joins two encoders by randomly initialised projections to width `projection`.
    public static DualEncoder join(
            VisionEncoder vision, TextEncoder text, int projection, double initialLogitScale, RandomKey key) {
        return new DualEncoder(
                vision, text, projection, initialLogitScale, new SeededParameters(key.with("projections")));
    }

    /// Creates a sigmoid head with this initial scale and bias.
    public static SigmoidHead sigmoidHead(double initialLogitScale, double initialBias) {
        return new SigmoidHead(initialLogitScale, initialBias, new SeededParameters(RandomKey.of(0)));
    }

    /// Creates a randomly initialised fusion.
    public static CrossAttentionFusion fusion(FusionConfig config, RandomKey key) {
        return new CrossAttentionFusion(config, new SeededParameters(key.with("fusion")));
    }
}
