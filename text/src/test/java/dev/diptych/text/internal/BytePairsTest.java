package dev.diptych.text.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import dev.diptych.text.internal.BytePairs.Merge;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class BytePairsTest {

    private static final String LETTERS = "abcd";

    @Test
    void randomWordsAreJoinedAsThePlainRuleJoinsThem() {
        Random random = new Random(5);
        for (int vocabularies = 0; vocabularies < 40; vocabularies++) {
            List<Merge> merges = merges(random);
            Vocabulary vocabulary = vocabulary(merges);
            var pairs = new BytePairs(vocabulary, merges, "", BytePairs.LEFT_OUT);
            for (int words = 0; words < 200; words++) {
                String word = word(random, 1 + random.nextInt(40));
                List<String> pieces = Arrays.stream(pairs.ids(word.getBytes(StandardCharsets.UTF_8)))
                        .mapToObj(vocabulary::token)
                        .toList();
                assertEquals(plain(word, merges), pieces, () -> word + " by " + merges);
            }
        }
    }

    @Test
    void bytesWithoutAPieceAreLeftOutBeforeTheirNeighboursAreJoined() {
        List<Merge> merges = List.of(new Merge("a", "b"));
        var pairs = new BytePairs(vocabulary(merges), merges, "", BytePairs.LEFT_OUT);
        assertEquals(List.of(LETTERS.length()), ids(pairs, "axb"));
        assertEquals(List.of(), ids(pairs, "xyz"));
    }

    @Test
    void aWordOfAMillionLettersTakesNoLongTime() {
        List<Merge> merges = List.of(new Merge("a", "b"), new Merge("ab", "ab"), new Merge("abab", "abab"));
        var pairs = new BytePairs(vocabulary(merges), merges, "", BytePairs.LEFT_OUT);
        byte[] word = "ab".repeat(500_000).getBytes(StandardCharsets.UTF_8);
        int[] ids = assertTimeout(Duration.ofSeconds(20), () -> pairs.ids(word));
        assertEquals(125_000, ids.length);
    }

    // The plain rule: joins the leftmost of the neighbours with the first merge in the list, until there are
    // none.
    private static List<String> plain(String word, List<Merge> merges) {
        List<String> pieces =
                new ArrayList<>(word.chars().mapToObj(Character::toString).toList());
        for (int at = first(pieces, merges); at >= 0; at = first(pieces, merges)) {
            pieces.set(at, pieces.get(at) + pieces.remove(at + 1));
        }
        return pieces;
    }

    private static int first(List<String> pieces, List<Merge> merges) {
        for (Merge merge : merges) {
            for (int i = 0; i + 1 < pieces.size(); i++) {
                if (merge.equals(new Merge(pieces.get(i), pieces.get(i + 1)))) {
                    return i;
                }
            }
        }
        return -1;
    }

    // In random order, so that a merge may precede those that create its parts.
    private static List<Merge> merges(Random random) {
        List<String> pieces =
                new ArrayList<>(LETTERS.chars().mapToObj(Character::toString).toList());
        Set<Merge> merges = new LinkedHashSet<>();
        for (int i = 0; i < 12; i++) {
            Merge merge =
                    new Merge(pieces.get(random.nextInt(pieces.size())), pieces.get(random.nextInt(pieces.size())));
            merges.add(merge);
            pieces.add(merge.left() + merge.right());
        }
        List<Merge> shuffled = new ArrayList<>(merges);
        Collections.shuffle(shuffled, random);
        return shuffled;
    }

    private static Vocabulary vocabulary(List<Merge> merges) {
        Set<String> pieces = new LinkedHashSet<>(
                LETTERS.chars().mapToObj(Character::toString).toList());
        merges.forEach(merge -> pieces.add(merge.left() + merge.right()));
        return Vocabulary.of(List.copyOf(pieces), List.of(), "the test", id -> "piece " + id);
    }

    private static String word(Random random, int length) {
        StringBuilder word = new StringBuilder();
        for (int i = 0; i < length; i++) {
            word.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
        }
        return word.toString();
    }

    private static List<Integer> ids(BytePairs pairs, String word) {
        return Arrays.stream(pairs.ids(word.getBytes(StandardCharsets.UTF_8)))
                .boxed()
                .toList();
    }
}
