package dev.diptych.bench;

import dev.diptych.torch.Precision;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// The cases of the step benchmark.
enum StepCase {
    B32_REAL("b32-real", Size.B32, false, Precision.FP32, 16, 0),
    B32_FIXED("b32-fixed-32", Size.B32, true, Precision.FP32, 16, 0),
    B32_BF16_REAL("b32-bf16-real", Size.B32, false, Precision.BF16, 16, 0),
    B32_BF16_FIXED("b32-bf16-fixed-32", Size.B32, true, Precision.BF16, 16, 0),
    SMALL_REAL("small-real", Size.SMALL, false, Precision.FP32, 128, 0),
    SMALL_FIXED("small-fixed-32", Size.SMALL, true, Precision.FP32, 128, 0),
    B32_CALLS("b32-calls", Size.B32_CALLS, false, Precision.FP32, 2, 0),
    SMALL_CALLS("small-calls", Size.SMALL_CALLS, false, Precision.FP32, 2, 0),
    SMALL_CHUNKS_OF_16("small-in-chunks-of-16", Size.SMALL, false, Precision.FP32, 128, 16),
    SMALL_CHUNKS("small-8192-in-chunks", Size.SMALL, false, Precision.FP32, 8192, 128),
    SMALL_224_CHUNKS("small-224-8192-in-chunks", Size.SMALL_224, false, Precision.FP32, 8192, 64);

    /// Sizes of the encoders.
    enum Size {
        /// ViT-B/32 and BERT-base with random weights.
        B32("consistency.yaml", 30_522, 224, Size.RECIPE),
        /// Those of `recipes/small.yaml`.
        SMALL("small.yaml", 4000, 64, Size.RECIPE),
        /// The same for images of 224 pixels: 1.2 GB of pixels per batch of 8,192.
        SMALL_224("small.yaml", 4000, 224, Size.RECIPE),
        /// As many operations as in [#B32], each on tiny tensors: measures the overhead of calls.
        B32_CALLS("consistency.yaml", 1000, 16, 48),
        /// As many operations as in [#SMALL].
        SMALL_CALLS("small.yaml", 1000, 16, 24);

        private static final int RECIPE = 0; // the widths of the recipe

        private final String recipe;
        private final int vocabulary;
        private final int side;
        private final int width;

        Size(String recipe, int vocabulary, int side, int width) {
            this.recipe = recipe;
            this.vocabulary = vocabulary;
            this.side = side;
            this.width = width;
        }

        private List<String> settings() {
            if (this == SMALL_224) {
                return List.of("model.vision.image_size=" + side, "model.vision.patch_size=32");
            }
            return width == RECIPE
                    ? List.of()
                    : List.of(
                            "model.vision.image_size=" + side,
                            "model.vision.patch_size=8",
                            "model.vision.hidden_size=" + width,
                            "model.vision.intermediate_size=" + width,
                            "model.text.hidden_size=" + width,
                            "model.text.intermediate_size=" + width,
                            "model.projection=" + width);
        }

        String recipe() {
            return recipe;
        }

        int vocabulary() {
            return vocabulary;
        }

        /// Pixels along an edge of an image.
        int side() {
            return side;
        }
    }

    private static final int LONG_BATCH = 8192;

    private final String title;
    private final Size size;
    private final boolean fixed;
    private final Precision precision;
    private final int batch;
    private final int chunk; // or 0

    StepCase(String title, Size size, boolean fixed, Precision precision, int batch, int chunk) {
        this.title = title;
        this.size = size;
        this.fixed = fixed;
        this.precision = precision;
        this.batch = batch;
        this.chunk = chunk;
    }

    static List<String> names() {
        return Arrays.stream(values()).map(StepCase::title).toList();
    }

    String title() {
        return title;
    }

    Size size() {
        return size;
    }

    /// Whether every caption has 32 tokens.
    boolean isFixed() {
        return fixed;
    }

    Precision precision() {
        return precision;
    }

    int batch() {
        return batch;
    }

    /// Whether it runs only on request, because a step takes minutes.
    boolean isLong() {
        return batch >= LONG_BATCH;
    }

    /// Settings applied to the recipe: everything is trained, with the contrastive loss only.
    List<String> settings() {
        List<String> settings = new ArrayList<>(List.of(
                "model.fusion.enabled=false",
                "objective.matching_weight=0",
                "objective.learn_temperature=true",
                "train.trainable.vision=all",
                "train.trainable.text=all",
                "train.learning_rates.vision=null",
                "train.cache.enabled=false",
                "train.epochs=1000",
                "train.batch=" + batch,
                "train.precision=" + (precision == Precision.BF16 ? "bf16" : "fp32")));
        settings.addAll(size.settings());
        if (chunk > 0) {
            settings.add("data.scenes.train=" + batch); // not used, but an epoch must hold a batch
            settings.add("train.chunk=" + chunk);
        }
        return settings;
    }
}
