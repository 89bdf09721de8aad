package dev.diptych.text;

import static dev.diptych.text.SmallVocabulary.TOKENS;
import static dev.diptych.text.SmallVocabulary.ids;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.diptych.text.BertNormalization.Accents;
import java.util.List;
import org.junit.jupiter.api.Test;

class BertTokenizerTest {

    private final BertTokenizer uncased = BertTokenizer.of(TOKENS, BertNormalization.uncased());
    private final BertTokenizer cased = BertTokenizer.of(TOKENS, BertNormalization.cased());

    @Test
    void aWordIsSplitIntoItsLongestPieces() {
        assertEquals(
                List.of("a", "dog", "##gy", "run", "##ning", "on", "the", "beach", "."),
                uncased.tokens("A doggy running on the beach."));
    }

    @Test
    void aWordWithAPieceThatFailsIsUnknownAsAWhole() {
        assertEquals(List.of("a", "[UNK]", "dog"), uncased.tokens("a dogzs dog"));
    }

    @Test
    void aWordIsUnknownBeyondOneHundredCodePoints() {
        assertEquals(100, uncased.tokens("x".repeat(100)).size());
        assertEquals(List.of("[UNK]"), uncased.tokens("x".repeat(101)));
        assertEquals(100, uncased.tokens("\uD83D\uDC36".repeat(100)).size());
        assertEquals(List.of("[UNK]"), uncased.tokens("\uD83D\uDC36".repeat(101)));
    }

    @Test
    void specialTokensInATextAreKeptWholeAndOnlyInTheirOwnCase() {
        assertEquals(List.of("a", "[SEP]", "dog", "[MASK]", "[", "sep", "]"), uncased.tokens("a[SEP]Dog [MASK] [sep]"));
    }

    @Test
    void theCaseIsKeptWhereAskedFor() {
        assertEquals(List.of("A", "Dog", "dog"), cased.tokens("A Dog dog"));
    }

    @Test
    void accentsFollowTheCaseUnlessSaidOtherwise() {
        BertTokenizer kept = uncased.with(new BertNormalization(true, true, Accents.KEPT, true));
        BertTokenizer dropped = uncased.with(new BertNormalization(true, true, Accents.DROPPED, false));
        String decomposed = "cafe\u0301";
        assertEquals(List.of("cafe", "cafe"), uncased.tokens("Café " + decomposed));
        // Accents that are kept are not composed: the vocabulary has the composed word only.
        assertEquals(List.of("café", "[UNK]"), kept.tokens("Café " + decomposed));
        assertEquals(List.of("café", "[UNK]"), cased.tokens("café " + decomposed));
        assertEquals(List.of("cafe", "A"), dropped.tokens("café Á"));
    }

    @Test
    void lettersBecomeSmallOneByOne() {
        BertTokenizer kept = uncased.with(new BertNormalization(true, true, Accents.KEPT, true));
        assertEquals(List.of("i"), uncased.tokens("\u0130"));
        assertEquals(List.of("i\u0307"), kept.tokens("\u0130"));
        assertEquals(List.of("[UNK]", "σ"), uncased.tokens("AΣ Σ"));
    }

    @Test
    void controlCharactersVanishAndEverySpaceSeparates() {
        assertEquals(
                List.of("dog", "dog", "a", "a", "a"),
                uncased.tokens("d\u0000o\u200Bg d\uFFFDog\u00A0a\u3000a\u2028a\u0007"));
        BertTokenizer uncleaned = uncased.with(new BertNormalization(false, true, Accents.FOLLOW_LOWER_CASE, true));
        assertEquals(List.of("[UNK]", "a", "a"), uncleaned.tokens("d\u200Bog\u0085a\ta"));
    }

    @Test
    void anIdeographIsAWordUnlessSaidOtherwise() {
        BertTokenizer joined = uncased.with(new BertNormalization(true, false, Accents.FOLLOW_LOWER_CASE, true));
        assertEquals(List.of("犬", "犬", "a"), uncased.tokens("犬犬a"));
        assertEquals(List.of("[UNK]"), joined.tokens("犬犬a"));
    }

    @Test
    void truncationKeepsTheEndToken() {
        assertArrayEquals(ids("[CLS]", "a", "dog", "[SEP]"), uncased.encode("a dog on the beach", 4));
        assertArrayEquals(ids("[CLS]", "[SEP]"), uncased.encode("a dog on the beach", 2));
        assertArrayEquals(ids("[CLS]", "[SEP]"), uncased.encode("", 8));
        assertThrows(IllegalArgumentException.class, () -> uncased.encode("a", 1));
    }

    @Test
    void aBatchIsAsLongAsItsLongestText() {
        TokenBatch batch = uncased.batch(List.of("a", "a dog."), 16, Padding.longest());
        assertEquals(2, batch.size());
        assertEquals(5, batch.length());
        assertArrayEquals(new long[] {2, 5, 3, 0, 0, 2, 5, 6, 11, 3}, batch.ids());
        assertArrayEquals(new long[] {1, 1, 1, 0, 0, 1, 1, 1, 1, 1}, batch.mask());
    }

    @Test
    void aBatchOfFixedLengthTruncatesToTheSmallerLimit() {
        TokenBatch wide = uncased.batch(List.of("a dog."), 4, Padding.to(6));
        assertArrayEquals(new long[] {2, 5, 6, 3, 0, 0}, wide.ids());
        assertArrayEquals(new long[] {1, 1, 1, 1, 0, 0}, wide.mask());
        TokenBatch narrow = uncased.batch(List.of("a dog."), 64, Padding.to(3));
        assertArrayEquals(new long[] {2, 5, 3}, narrow.ids());
    }

    @Test
    void aBatchNeedsTextsAndMatchingArrays() {
        assertThrows(IllegalArgumentException.class, () -> uncased.batch(List.of(), 8, Padding.longest()));
        assertThrows(IllegalArgumentException.class, () -> new TokenBatch(1, 2, new long[2], new long[3]));
        assertThrows(IllegalArgumentException.class, () -> Padding.to(1));
    }

    @Test
    void decodingJoinsPiecesAndDropsSpecialTokens() {
        assertEquals(
                "a doggy, running on the beach.", uncased.decode(uncased.encode("A doggy, running on the beach.", 64)));
        assertEquals("dogs'x", uncased.decode(ids("dog", "##s", "[MASK]", "'", "x")));
        assertThrows(IllegalArgumentException.class, () -> uncased.decode(new int[] {TOKENS.size()}));
    }
}
