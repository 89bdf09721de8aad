package dev.diptych.text.swap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diptych.base.RandomKey;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CaptionSwapsTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "OBJECT | A dog chases a cat . | A cat chases a dog .",
                "OBJECT | The man throws an apple at the horse | The man throws a horse at the apple",
                "OBJECT | a tall man and a woman | a tall woman and a man",
                "OBJECT | Men ride on horses | Horses ride on men",
                "ATTRIBUTE | a red ball on a small box | a small ball on a red box",
                "ATTRIBUTE | an old man with a wooden stick | a wooden man with an old stick",
                "COLOUR | a red ball | a blue ball",
                "COLOUR | An orange cat | A green cat",
                "NUMBER | Two dogs run | Three dogs run",
                "NUMBER | there are 3 boats | there are 4 boats",
                "RELATION | a boy in front of a car | a boy behind a car",
                "RELATION | Behind the house is a tree | In front of the house is a tree",
                "RELATION | a dog jumps over a fence | a dog jumps under a fence",
                "RELATION | a circle to the left of a square | a circle to the right of a square",
                "RELATION | a cup next to it , and a hat above | a cup far away from it , and a hat above",
            })
    void findsTheSwap(SwapKind kind, String caption, String negative) {
        List<String> found = CaptionSwaps.all(WordSequence.of(caption), kind);
        assertTrue(found.contains(negative), () -> found.toString());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "OBJECT | a man and a woman",
                "OBJECT | A dog is next to a cat",
                "OBJECT | a man looks at a person",
                "OBJECT | a child is a boy",
                "OBJECT | two dogs chase a cat",
                "OBJECT | a tennis ball",
                "OBJECT | a dog sees a dog",
                "ATTRIBUTE | a big red ball",
                "ATTRIBUTE | a red ball and a blue ball",
                "ATTRIBUTE | a big dog and a large cat",
                "COLOUR | she eats an orange",
                "NUMBER | two of them",
                "NUMBER | a two year old boy",
                "NUMBER | one of them runs",
                "RELATION | they look all over",
                "RELATION | he stands up",
                "RELATION | the left leg",
                "RELATION | 图像 里 有 一只 狗",
            })
    void leavesAloneWhatWouldStayTrueOrMeanNothing(SwapKind kind, String caption) {
        assertEquals(List.of(), CaptionSwaps.all(WordSequence.of(caption), kind));
    }

    @Test
    void aReplacedColourIsNamedNowhereElseAndIsNotTakenForTheOldOne() {
        List<String> found = CaptionSwaps.all(WordSequence.of("a red and blue ball"), SwapKind.COLOUR);
        assertTrue(found.contains("a green and blue ball"));
        assertTrue(found.stream().noneMatch(negative -> negative.matches(".*(orange|pink) and blue.*")));
        assertTrue(found.stream().noneMatch(negative -> negative.contains("blue and blue")));
    }

    @Test
    void equalKeysDrawEqualSwapsOfTheKindsAskedFor() {
        String caption = "Two black dogs chase three small cats over a red fence .";
        var kinds = EnumSet.allOf(SwapKind.class);
        List<CaptionSwap> swaps = CaptionSwaps.of(caption, kinds, RandomKey.of(1));
        assertEquals(swaps, CaptionSwaps.of(caption, kinds, RandomKey.of(1)));
        assertEquals(
                List.of(SwapKind.values()),
                swaps.stream().map(CaptionSwap::kind).toList());
        swaps.forEach(swap -> assertNotEquals(caption, swap.negative()));
        assertEquals(List.of(swaps.get(2)), CaptionSwaps.of(caption, EnumSet.of(SwapKind.COLOUR), RandomKey.of(1)));
        assertTrue(java.util.stream.LongStream.range(0, 50)
                        .mapToObj(seed -> CaptionSwaps.of(caption, kinds, RandomKey.of(seed)))
                        .distinct()
                        .count()
                > 10);
    }

    @Test
    void anythingIsACaption() {
        for (String caption :
                List.of("", " ", "a", "an", "two", "over", "…", "\uD83D\uDE00 red", "A  red   ball-", "O'x")) {
            CaptionSwaps.of(caption, EnumSet.allOf(SwapKind.class), RandomKey.of(1));
        }
    }
}
