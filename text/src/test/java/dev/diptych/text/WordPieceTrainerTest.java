package dev.diptych.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diptych.base.InvalidInputException;
import dev.diptych.base.RandomKey;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class WordPieceTrainerTest {

    @Test
    void theMostFrequentPairIsJoinedFirstAndTiesGoByText() {
        // h+##u 15 times and ##u+##g 20 times; then h+##ug 15 against p+##u 12; then p+##u against ##u+##n (12
        // + 4)
        List<String> corpus = new ArrayList<>();
        corpus.addAll(Collections.nCopies(10, "hug"));
        corpus.addAll(Collections.nCopies(5, "hugs pug"));
        corpus.addAll(Collections.nCopies(12, "pun"));
        corpus.addAll(Collections.nCopies(4, "bun"));
        assertEquals(
                List.of(
                        "[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "b", "g", "h", "n", "p", "s", "u", "##b", "##g",
                        "##h", "##n", "##p", "##s", "##u", "##ug", "##un", "hug", "pun", "hugs", "pug", "bun"),
                WordPieceTrainer.build(corpus, 1000, true));
    }

    @Test
    void everyWordOfASmallCorpusEndsWhole() {
        List<String> words = words();
        List<String> vocabulary = WordPieceTrainer.build(List.of(String.join(" ", words)), 100_000, true);
        assertTrue(new HashSet<>(vocabulary).containsAll(words));
        assertEquals(vocabulary.size(), new HashSet<>(vocabulary).size());
        BertTokenizer tokenizer = BertTokenizer.of(vocabulary, BertNormalization.uncased());
        assertEquals(words, tokenizer.tokens(String.join(" ", words)));
    }

    @Test
    void theOrderOfTheTextsDoesNotMatter() {
        List<String> corpus = new ArrayList<>(words());
        corpus.addAll(corpus.subList(0, 40));
        List<String> expected = WordPieceTrainer.build(corpus, 400, true);
        for (int seed = 0; seed < 5; seed++) {
            Collections.shuffle(corpus, new Random(seed));
            assertEquals(expected, WordPieceTrainer.build(corpus, 400, true));
        }
    }

    @Test
    void aSmallerVocabularyIsTheBeginningOfALargerOne() {
        List<String> large = WordPieceTrainer.build(words(), 500, true);
        assertEquals(500, large.size());
        assertEquals(large.subList(0, 200), WordPieceTrainer.build(words(), 200, true));
    }

    // A plain reimplementation: counts all pairs again before every merge.
    @Test
    void countsKeptUpToDateEqualCountsTakenAnew() {
        List<String> corpus = new ArrayList<>();
        RandomGenerator random = RandomKey.of(11).with("corpus").generator();
        for (int n = 0; n < 200; n++) {
            StringBuilder word = new StringBuilder();
            for (int i = 1 + random.nextInt(7); i > 0; i--) {
                word.append("aab".charAt(random.nextInt(3)));
            }
            corpus.add(word.toString());
        }
        assertEquals(PlainTrainer.build(corpus, 60), WordPieceTrainer.build(corpus, 60, true));
    }

    @Test
    void everyTextOfTheCorpusHasNoUnknownPiece() {
        List<String> corpus = List.of("A dog's day — 3 犬犬 in Zürich!", "naïve \uD83D\uDC36\uD83D\uDC36");
        for (boolean lowerCase : new boolean[] {true, false}) {
            List<String> vocabulary = WordPieceTrainer.build(corpus, 70, lowerCase);
            BertTokenizer tokenizer =
                    BertTokenizer.of(vocabulary, lowerCase ? BertNormalization.uncased() : BertNormalization.cased());
            corpus.forEach(text -> assertTrue(!tokenizer.tokens(text).contains("[UNK]"), text));
        }
    }

    @Test
    void tooSmallASizeAndAnEmptyCorpusAreRefused() {
        var small = assertThrows(InvalidInputException.class, () -> WordPieceTrainer.build(List.of("abc"), 10, true));
        assertTrue(String.valueOf(small.getMessage()).contains("request at least 11"));
        assertThrows(InvalidInputException.class, () -> WordPieceTrainer.build(List.of(" "), 100, true));
    }

    /// 300 distinct words.
    private static List<String> words() {
        RandomGenerator random = RandomKey.of(9).with("words").generator();
        TreeSet<String> words = new TreeSet<>();
        while (words.size() < 300) {
            StringBuilder word = new StringBuilder();
            for (int i = 2 + random.nextInt(9); i > 0; i--) {
                word.append((char) ('a' + random.nextInt(16)));
            }
            words.add(word.toString());
        }
        return List.copyOf(words);
    }
}
