package dev.diptych.bench;

import dev.diptych.model.BertConfig;
import dev.diptych.model.ClipTextConfig;
import dev.diptych.model.FusionConfig;
import dev.diptych.model.TextConfig;
import dev.diptych.model.VisionConfig;
import java.util.Arrays;

/// Floating-point operations of an architecture, counting multiplications and additions: every block on every token,
/// without any that are saved. Matrix products only; embedding lookups, norms and the contrastive loss are omitted.
final class UsefulFlops {

    private UsefulFlops() {}

    /// One image, forward.
    static double vision(VisionConfig config) {
        double patches = (double) config.grid() * config.grid();
        double patch = 3.0 * config.patchSize() * config.patchSize();
        return 2 * patches * patch * config.hiddenSize() + config.layers() * visionBlock(config);
    }

    /// One image in one block of the image encoder, forward.
    static double visionBlock(VisionConfig config) {
        return block(config.tokens(), config.hiddenSize(), config.intermediateSize());
    }

    /// Texts of these lengths, on average, forward, including BERT's pooler.
    static double text(TextConfig config, int[] lengths) {
        double width = config.hiddenSize();
        double blocks = Arrays.stream(lengths)
                .mapToDouble(length -> block(length, width, config.intermediateSize()))
                .average()
                .orElse(0);
        double pooler = switch (config) {
            case BertConfig _ -> 2 * width * width;
            case ClipTextConfig _ -> 0;
        };
        return config.layers() * blocks + pooler;
    }

    /// Projection of one image and one text, forward.
    static double projections(VisionConfig vision, TextConfig text, int projection) {
        return 2.0 * projection * (vision.hiddenSize() + text.hiddenSize());
    }

    /// One pair in the fusion and its matching head, forward: both directions of the attention.
    static double fusion(FusionConfig config, double imageTokens, double textTokens) {
        double width = config.hiddenSize();
        double linear = 8 * width * width * (imageTokens + textTokens);
        double attention = 2 * 4 * imageTokens * textTokens * width;
        return linear + attention + 4 * width * width + 4 * width;
    }

    // Queries, keys, values and output; scores and weighted sums; the two layers of the MLP.
    private static double block(double tokens, double width, double hidden) {
        return tokens * (8 * width * width + 4 * width * hidden) + 4 * tokens * tokens * width;
    }
}
