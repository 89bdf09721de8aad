package dev.diptych.text;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diptych.base.RandomKey;
import dev.diptych.text.BertNormalization.Accents;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BertTokenizerFuzzTest {

    private static final int TEXTS = 3000;

    @Test
    void anyTextGivesIdsInRangeAndTheSameOnesAgain(@TempDir Path directory) {
        List<String> texts = texts(RandomKey.of(3).with("text").generator());
        List<BertNormalization> normalizations = List.of(
                BertNormalization.uncased(),
                BertNormalization.cased(),
                new BertNormalization(false, false, Accents.KEPT, true),
                new BertNormalization(false, true, Accents.DROPPED, false));
        for (BertNormalization normalization : normalizations) {
            BertTokenizer tokenizer = BertTokenizer.of(SmallVocabulary.TOKENS, normalization);
            tokenizer.save(directory);
            BertTokenizer again = BertTokenizer.read(directory);
            for (String text : texts) {
                int[] ids = tokenizer.encode(text, 24);
                assertTrue(ids.length >= 2 && ids.length <= 24);
                assertEquals(2, ids[0]);
                assertEquals(3, ids[ids.length - 1]);
                for (int id : ids) {
                    assertTrue(id >= 0 && id < tokenizer.vocabularySize());
                }
                assertArrayEquals(ids, again.encode(text, 24), () -> escaped(text));
                assertEquals(tokenizer.decode(ids), again.decode(ids));
            }
        }
    }

    // Non-ASCII text takes the slow path; a character that is removed must not change the result.
    @Test
    void theFastWayAndTheLongWayAgree() {
        RandomGenerator random = RandomKey.of(4).with("ascii").generator();
        BertTokenizer tokenizer = BertTokenizer.of(SmallVocabulary.TOKENS, BertNormalization.uncased());
        for (int n = 0; n < TEXTS; n++) {
            StringBuilder text = new StringBuilder();
            for (int i = random.nextInt(40); i > 0; i--) {
                text.append(SmallVocabulary.TOKENS.get(random.nextInt(11)).replace("##", ""))
                        .append((char) (' ' + random.nextInt(95)));
            }
            assertEquals(tokenizer.tokens(text.toString()), tokenizer.tokens(text + "\u200B"), text.toString());
        }
    }

    // An independent, slower implementation: tries every length, longest first.
    @Test
    void piecesAreTheLongestThatFit() {
        RandomGenerator random = RandomKey.of(5).with("word").generator();
        List<String> tokens = List.of(
                "[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "a", "ab", "aba", "b", "##a", "##ba", "##abb", "##b");
        BertTokenizer tokenizer = BertTokenizer.of(tokens, BertNormalization.uncased());
        for (int n = 0; n < TEXTS; n++) {
            StringBuilder word = new StringBuilder();
            for (int i = 1 + random.nextInt(12); i > 0; i--) {
                word.append("abababac".charAt(random.nextInt(8)));
            }
            assertEquals(greedy(word.toString(), tokens), tokenizer.tokens(word.toString()));
        }
    }

    private static List<String> greedy(String word, List<String> tokens) {
        List<String> pieces = new ArrayList<>();
        int start = 0;
        while (start < word.length()) {
            int end = word.length();
            String prefix = start == 0 ? "" : "##";
            while (end > start && !tokens.contains(prefix + word.substring(start, end))) {
                end--;
            }
            if (end == start) {
                return List.of("[UNK]");
            }
            pieces.add(prefix + word.substring(start, end));
            start = end;
        }
        return pieces;
    }

    private static List<String> texts(RandomGenerator random) {
        List<String> texts = new ArrayList<>();
        for (int n = 0; n < TEXTS; n++) {
            StringBuilder text = new StringBuilder();
            for (int i = random.nextInt(30); i > 0; i--) {
                switch (random.nextInt(4)) {
                    case 0 -> text.append(SmallVocabulary.TOKENS.get(random.nextInt(SmallVocabulary.TOKENS.size())));
                    case 1 -> text.append((char) random.nextInt(0x250));
                    case 2 -> text.append((char) random.nextInt(0x10000)); // lone surrogates too
                    default -> text.appendCodePoint(random.nextInt(Character.MAX_CODE_POINT + 1));
                }
            }
            texts.add(text.toString());
        }
        return texts;
    }

    private static String escaped(String text) {
        StringBuilder escaped = new StringBuilder();
        text.chars().forEach(unit -> escaped.append("\\u%04x".formatted(unit)));
        return escaped.toString();
    }
}
