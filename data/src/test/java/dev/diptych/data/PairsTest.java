package dev.diptych.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diptych.image.RgbImage;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PairsTest {

    private static final Pairs PAIRS = new Pairs(
            List.of(image("a"), image("b"), image("c")),
            List.of(new Caption(1, "a dog"), new Caption(0, "a cat"), new Caption(1, "a cat"), new Caption(2, "x")),
            List.of(new SwappedCaption(1, "a dog", "a cat", "attribute")));

    @Test
    void knowsTheCaptionsOfAnImageAndEqualTexts() {
        assertArrayEquals(new int[] {0, 2}, PAIRS.captionsOf(1));
        assertArrayEquals(new int[] {1, 0, 1, 2}, PAIRS.imageOfCaption());
        assertEquals(PAIRS.captionGroup(1), PAIRS.captionGroup(2));
        assertNotEquals(PAIRS.captionGroup(0), PAIRS.captionGroup(1));
    }

    @Test
    void selectsImagesWithAllThatBelongsToThem() {
        Pairs some = PAIRS.select(new int[] {2, 1});
        assertEquals(List.of(new Caption(0, "x"), new Caption(1, "a dog"), new Caption(1, "a cat")), some.captions());
        assertEquals(1, some.swapped().getFirst().image());
        assertEquals("b", some.image(1).name());
    }

    @Test
    void digestTellsDataSetsApart() {
        assertEquals(64, PAIRS.digest().length());
        assertEquals(PAIRS.first(2).digest(), PAIRS.select(new int[] {0, 1}).digest());
        assertNotEquals(PAIRS.digest(), PAIRS.first(2).digest());
        assertNotEquals(PAIRS.digest(), new Pairs(PAIRS.images(), PAIRS.captions(), List.of()).digest());
    }

    @Test
    void refusesACaptionOfNoImageAndANameTwice() {
        assertThrows(
                IllegalArgumentException.class,
                () -> new Pairs(List.of(image("a")), List.of(new Caption(1, "x")), List.of()));
        assertThrows(
                IllegalArgumentException.class, () -> new Pairs(List.of(image("a"), image("a")), List.of(), List.of()));
    }

    @Test
    void splitsShareNoImageAndKeepTheirImagesWhenOthersAreAdded() {
        Pairs small = many(1000);
        Pairs large = many(2000);
        List<Pairs> parts = Splits.byFraction(small, 3, 0.8, 0.1, 0.1);
        List<Pairs> largeParts = Splits.byFraction(large, 3, 0.8, 0.1, 0.1);
        Set<String> seen = new HashSet<>();
        for (int part = 0; part < 3; part++) {
            Set<String> names = names(parts.get(part));
            names.forEach(name -> assertTrue(seen.add(name)));
            assertTrue(names(largeParts.get(part)).containsAll(names));
        }
        assertEquals(1000, seen.size());
        assertEquals(800, parts.getFirst().images().size(), 50);
        assertNotEquals(
                names(parts.getFirst()),
                names(Splits.byFraction(small, 4, 0.8, 0.1, 0.1).getFirst()));
    }

    private static Set<String> names(Pairs pairs) {
        Set<String> names = new HashSet<>();
        pairs.images().forEach(image -> names.add(image.name()));
        return names;
    }

    private static Pairs many(int images) {
        List<Caption> captions = new ArrayList<>();
        IntStream.range(0, images).forEach(i -> captions.add(new Caption(i, "text " + i)));
        return new Pairs(
                IntStream.range(0, images).mapToObj(i -> image("image " + i)).toList(), captions, List.of());
    }

    private static ImageItem image(String name) {
        return new ImageItem(name, () -> new RgbImage(1, 1, new byte[3]));
    }
}
