package dev.diptych.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.diptych.data.Caption;
import dev.diptych.data.ImageItem;
import dev.diptych.data.Pairs;
import dev.diptych.image.UnreadableImageException;
import dev.diptych.train.recipe.Recipe;
import dev.diptych.train.recipe.RecipeReader;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class FittingBatchTest {

    private final List<String> warnings = new ArrayList<>();

    private static Pairs pairs(int images, int captioned) {
        return new Pairs(
                IntStream.range(0, images)
                        .mapToObj(i -> new ImageItem("image " + i, () -> {
                            throw new UnreadableImageException("image", "not read here");
                        }))
                        .toList(),
                IntStream.range(0, 3 * captioned)
                        .mapToObj(i -> new Caption(i / 3, "caption " + i))
                        .toList(),
                List.of());
    }

    private static Recipe recipe(String... settings) {
        return RecipeReader.read("test", "seed: 1", List.of(settings));
    }

    @Test
    void aBatchThatFitsIsKept() {
        Recipe recipe = recipe("train.batch=52");
        assertSame(recipe, FittingBatch.of(recipe, pairs(52, 52), warnings::add));
        assertEquals(List.of(), warnings);
    }

    @Test
    void aLargerOneIsLoweredWithItsChunk() {
        Recipe lowered = FittingBatch.of(recipe("train.batch=128", "train.chunk=64"), pairs(60, 52), warnings::add);
        assertEquals(32, lowered.train().batch());
        assertEquals(32, lowered.train().chunk());
        assertEquals(
                List.of("train.batch is lowered from 128 to 32, because there are only 52 training images"), warnings);
    }
}
