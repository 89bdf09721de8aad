package dev.diptych.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.diptych.model.BertConfig;
import dev.diptych.model.FusionConfig;
import dev.diptych.model.TextConfig;
import dev.diptych.model.TextPooling;
import dev.diptych.model.VisionConfig;
import dev.diptych.model.layer.Activation;
import org.junit.jupiter.api.Test;

final class UsefulFlopsTest {

    private static final VisionConfig VISION =
            new VisionConfig(224, 32, 768, 12, 12, 3072, Activation.QUICK_GELU, 1e-5);
    private static final TextConfig TEXT = new BertConfig(
            30_522, 768, 12, 12, 3072, 512, 2, 0, Activation.GELU, 1e-12, 0.1, 0.1, 0.02, TextPooling.POOLER);

    @Test
    void visionTransformerBase32CostsWhatItsPaperSays() {
        // 4.4 billion multiplications and additions of an image, as is commonly given for ViT-B/32 at 224
        // pixels.
        assertEquals(4.4e9, UsefulFlops.vision(VISION) / 2, 0.05e9);
    }

    @Test
    void aPairOfBaseTowersCosts14GigaflopsForward() {
        double pair = UsefulFlops.vision(VISION)
                + UsefulFlops.text(TEXT, new int[] {32})
                + UsefulFlops.projections(VISION, TEXT, 512);
        assertEquals(14.3e9, pair, 0.1e9);
    }

    @Test
    void textsOfSeveralLengthsCostTheirMean() {
        double mean = (UsefulFlops.text(TEXT, new int[] {8}) + UsefulFlops.text(TEXT, new int[] {20})) / 2;
        assertEquals(mean, UsefulFlops.text(TEXT, new int[] {8, 20}), 1);
    }

    @Test
    void fusionCountsEachProductOfBothDirections() {
        // T = 2 and S = 3 tokens of width 4: queries, keys, values and output, scores and sums, twice; then
        // the head.
        double first = 2 * (2 * 16 + 3 * 16 + 3 * 16 + 2 * 16) + 2 * 2 * (2 * 3 * 4);
        double second = 2 * (3 * 16 + 2 * 16 + 2 * 16 + 3 * 16) + 2 * 2 * (2 * 3 * 4);
        double head = 2 * (8 * 4) + 2 * (4 * 2);
        assertEquals(first + second + head, UsefulFlops.fusion(new FusionConfig(4, 4, 4, 1, 0), 2, 3));
    }
}
