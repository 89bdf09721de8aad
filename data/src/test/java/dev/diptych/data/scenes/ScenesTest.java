package dev.diptych.data.scenes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diptych.base.InvalidInputException;
import dev.diptych.base.RandomKey;
import dev.diptych.data.Pairs;
import dev.diptych.data.SwappedCaption;
import dev.diptych.data.format.CaptionsFolder;
import dev.diptych.image.UnreadableImageException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScenesTest {

    private static final int PIXELS_OF_FIRST = 2086234626;

    private static final SceneOptions OPTIONS = new SceneOptions(5, 600, 150, 300, 64, 4, 0.5);

    @Test
    void partsShareNoScene() {
        Scenes scenes = Scenes.generate(OPTIONS);
        Set<String> identities = new HashSet<>();
        for (SceneSet part : List.of(scenes.training(), scenes.validation(), scenes.test())) {
            part.scenes().forEach(scene -> assertTrue(identities.add(scene.identity()), scene.identity()));
        }
        assertEquals(1050, identities.size());
    }

    @Test
    void relevanceIsGradedByCommonObjects() {
        SceneObject a = new SceneObject(SceneSize.SMALL, SceneColour.RED, SceneShape.CIRCLE);
        SceneObject larger = new SceneObject(SceneSize.LARGE, SceneColour.RED, SceneShape.CIRCLE);
        SceneObject b = new SceneObject(SceneSize.LARGE, SceneColour.BLUE, SceneShape.STAR);
        SceneObject c = new SceneObject(SceneSize.LARGE, SceneColour.PINK, SceneShape.RING);
        Scene left = two(a, SpatialRelation.LEFT, b);
        assertEquals(2, SceneRelevance.grade(left, two(b, SpatialRelation.ABOVE, larger)), "in other places");
        assertEquals(2, SceneRelevance.grade(left, three(a, SpatialRelation.LEFT, b, c, SpatialRelation.RIGHT)));
        assertEquals(1, SceneRelevance.grade(left, two(a, SpatialRelation.LEFT, c)));
        SceneObject mixed = new SceneObject(SceneSize.SMALL, SceneColour.BLUE, SceneShape.CIRCLE);
        assertEquals(0, SceneRelevance.grade(left, two(mixed, SpatialRelation.LEFT, c)));

        SceneSet set =
                Scenes.generate(new SceneOptions(5, 1, 1, 40, 16, 2, 0.5)).test();
        List<String> lines = SceneRelevance.lines(set);
        assertTrue(lines.contains("images/test-00000.png#1 0 images/test-00000.png 3"), lines.toString());
        assertEquals(80, lines.stream().filter(line -> line.endsWith(" 3")).count(), "each caption has its own scene");
        assertTrue(lines.stream().anyMatch(line -> line.endsWith(" 1")), lines.toString());
    }

    @Test
    void scenesToldInAnotherOrderAreTheSameScene() {
        SceneObject a = new SceneObject(SceneSize.SMALL, SceneColour.RED, SceneShape.CIRCLE);
        SceneObject b = new SceneObject(SceneSize.LARGE, SceneColour.BLUE, SceneShape.STAR);
        SceneObject c = new SceneObject(SceneSize.LARGE, SceneColour.PINK, SceneShape.RING);
        assertEquals(
                two(a, SpatialRelation.LEFT, b).identity(),
                two(b, SpatialRelation.RIGHT, a).identity());
        assertNotEquals(
                two(a, SpatialRelation.LEFT, b).identity(),
                two(a, SpatialRelation.ABOVE, b).identity());
        assertEquals( // a, b, c in a row
                three(a, SpatialRelation.LEFT, b, c, SpatialRelation.RIGHT).identity(),
                three(c, SpatialRelation.RIGHT, b, a, SpatialRelation.LEFT).identity());
        assertNotEquals(
                three(a, SpatialRelation.LEFT, b, c, SpatialRelation.RIGHT).identity(),
                three(a, SpatialRelation.LEFT, b, c, SpatialRelation.BELOW).identity());
    }

    @Test
    void captionsAreTrueAndDifferentAndSwappedOnesUntrue() throws UnreadableImageException {
        Scenes scenes = Scenes.generate(OPTIONS);
        SceneSet test = scenes.test();
        assertEquals(600, test.pairs().swapped().size());
        for (int image = 0; image < test.scenes().size(); image++) {
            CaptionTruth truth = truth(test, image);
            assertEquals(
                    test.scenes().get(image).objects().size(), truth.colours().size());
            Set<String> texts = new HashSet<>();
            for (int caption : test.pairs().captionsOf(image)) {
                String text = test.pairs().text(caption);
                assertTrue(truth.isTrue(text), () -> "untrue: " + text);
                texts.add(text);
            }
            assertEquals(4, texts.size());
            for (SwappedCaption swapped : swappedOf(test.pairs(), image)) {
                assertTrue(texts.contains(swapped.caption()));
                assertFalse(truth.isTrue(swapped.negative()), () -> "true: " + swapped.negative());
                assertEquals(words(swapped.caption()), words(swapped.negative()), swapped.negative());
            }
        }
        assertEquals(
                Set.of(SceneCaptions.ATTRIBUTE, SceneCaptions.RELATION),
                swappedOf(test.pairs(), 0).stream().map(SwappedCaption::kind).collect(Collectors.toSet()));
    }

    @Test
    void equalSeedsGiveEqualBytesAndCaptions() throws UnreadableImageException {
        Scenes first = Scenes.generate(OPTIONS);
        Scenes second = Scenes.generate(new SceneOptions(5, 10, 150, 300, 64, 4, 0.5));
        assertEquals(first.test().pairs().digest(), second.test().pairs().digest());
        assertEquals(
                first.validation().pairs().digest(), second.validation().pairs().digest());
        assertNotEquals(
                first.test().pairs().digest(),
                Scenes.generate(new SceneOptions(6, 10, 150, 300, 64, 4, 0.5))
                        .test()
                        .pairs()
                        .digest());
        for (int image = 0; image < 20; image++) {
            assertEquals(
                    first.test().pairs().image(image).source().read(),
                    second.test().pairs().image(image).source().read());
        }
        // The bytes of one picture, to detect a machine or JDK that renders differently.
        byte[] pixels = first.test().pairs().image(0).source().read().pixels();
        assertEquals(PIXELS_OF_FIRST, Arrays.hashCode(pixels));
    }

    @Test
    void aWrittenPartIsReadBackTheSame(@TempDir Path folder) throws UnreadableImageException {
        Scenes scenes = Scenes.generate(new SceneOptions(1, 5, 3, 4, 32, 2, 0.5));
        scenes.write(folder);
        Pairs read = CaptionsFolder.read(folder.resolve("test"));
        assertEquals(scenes.test().pairs().digest(), read.digest());
        for (int image = 0; image < 4; image++) {
            assertEquals(
                    scenes.test().pairs().image(image).source().read(),
                    read.image(image).source().read());
        }
        assertEquals(
                15, CaptionsFolder.read(folder.resolve("training")).swapped().size()); // three a scene
        InvalidInputException again = assertThrows(InvalidInputException.class, () -> scenes.write(folder));
        assertTrue(String.valueOf(again.getMessage()).contains("already exists"), again.getMessage());
    }

    @Test
    void moreScenesThanThereAreIsAnError() {
        SceneGenerator generator = new SceneGenerator(RandomKey.of(0), 0);
        assertThrows(InvalidInputException.class, () -> generator.draw(30_000));
    }

    private static CaptionTruth truth(SceneSet set, int image) throws UnreadableImageException {
        return new CaptionTruth(
                set.scenes().get(image), set.pairs().image(image).source().read());
    }

    private static List<SwappedCaption> swappedOf(Pairs pairs, int image) {
        return pairs.swapped().stream().filter(each -> each.image() == image).toList();
    }

    /// Number of words, which a swap preserves.
    private static long words(String caption) {
        return Stream.of(caption.split(" "))
                .filter(word -> !word.matches("an?"))
                .count();
    }

    private static Scene two(SceneObject a, SpatialRelation relation, SceneObject b) {
        return new Scene(List.of(a, b), relation, Optional.empty());
    }

    private static Scene three(
            SceneObject a, SpatialRelation relation, SceneObject b, SceneObject c, SpatialRelation third) {
        return new Scene(List.of(a, b, c), relation, Optional.of(third));
    }
}
