package dev.diptych.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diptych.data.format.CaptionsFolder;
import dev.diptych.testing.SharedFiles;
import dev.diptych.text.swap.SwapKind;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class RuleNegativesTest {

    private static final Set<SwapKind> ALL = EnumSet.allOf(SwapKind.class);

    @Test
    void noNegativeReadsAsACaptionOfItsImage() {
        ImageItem image = new ImageItem("a.png", () -> {
            throw new AssertionError("no image is read");
        });
        Pairs pairs = new Pairs(
                List.of(image),
                List.of(
                        new Caption(0, "a dog under a table"),
                        new Caption(0, "A dog over a table"),
                        new Caption(0, "two cats")),
                List.of(new SwappedCaption(0, "two cats", "no cats", "other")));
        Pairs replaced = RuleNegatives.replace(pairs, EnumSet.of(SwapKind.RELATION, SwapKind.NUMBER), 1);
        assertEquals(
                List.of(new SwappedCaption(
                        0, "two cats", replaced.swapped().getFirst().negative(), "number")),
                replaced.swapped());
        assertEquals(pairs.captions(), replaced.captions());
    }

    @Test
    void theSeedDecidesWhatIsDrawn() {
        Path folder = SharedFiles.require("data/flickr8k_train_96");
        Pairs pairs = CaptionsFolder.read(folder);
        String digest = RuleNegatives.replace(pairs, ALL, 1).digest();
        assertEquals(digest, RuleNegatives.replace(pairs, ALL, 1).digest());
        assertNotEquals(digest, RuleNegatives.replace(pairs, ALL, 2).digest());
    }

    @Test
    void realCaptionsMostlyHaveANegativeOfSomeKind() {
        Pairs pairs = CaptionsFolder.read(SharedFiles.require("data/flickr8k_train_96"));
        Pairs replaced = RuleNegatives.replace(pairs, ALL, 1);
        Set<String> kinds =
                replaced.swapped().stream().map(SwappedCaption::kind).collect(Collectors.toSet());
        assertEquals(Set.of("object", "attribute", "colour", "number", "relation"), kinds);
        long images = replaced.swapped().stream()
                .mapToInt(SwappedCaption::image)
                .distinct()
                .count();
        assertTrue(images > 0.95 * pairs.images().size(), images + " images have a negative");
    }
}
