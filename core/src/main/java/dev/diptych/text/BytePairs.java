package dev.diptych.text;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Byte-pair encoding (Sennrich, Haddow and Birch, 2016) of one word: from its bytes, the neighbours whose merge comes
/// first in the list are joined, again and again. Immutable.
final class BytePairs {

    /// What CLIP writes after the last piece of a word.
    static final String WORD_END = "</w>";

    /// As the id of unknown bytes: nothing stands for them.
    static final int LEFT_OUT = -1;

    private static final int BYTES = 256;

    /// Two pieces that are joined, as they are written.
    record Merge(String left, String right) {}

    private final int[] inside = new int[BYTES]; // by byte: the id of it before a word's end
    private final int[] last = new int[BYTES]; // and at a word's end
    private final Map<Long, Integer> ranks; // of a pair of ids: its place in the list
    private final int[] joined; // by rank: the id of the joined piece

    /// @param merges of pieces that the vocabulary holds, and so do they joined
    /// @param wordEnd what is written after the last piece of a word, perhaps nothing
    /// @param unknown the id of bytes that the vocabulary lacks, or [#LEFT_OUT]
    BytePairs(Vocabulary vocabulary, List<Merge> merges, String wordEnd, int unknown) {
        for (int value = 0; value < BYTES; value++) {
            String symbol = Character.toString(ByteSymbols.of(value));
            inside[value] = vocabulary.id(symbol).orElse(unknown);
            last[value] = vocabulary.id(symbol + wordEnd).orElse(unknown);
        }
        ranks = HashMap.newHashMap(merges.size());
        joined = new int[merges.size()];
        for (int rank = 0; rank < merges.size(); rank++) {
            Merge merge = merges.get(rank);
            int left = vocabulary.id(merge.left).orElseThrow();
            int right = vocabulary.id(merge.right).orElseThrow();
            joined[rank] = vocabulary.id(merge.left + merge.right).orElseThrow();
            ranks.putIfAbsent(pair(left, right), rank);
        }
    }

    /// The ids of a word of at least one byte.
    int[] ids(byte[] word) {
        int[] pieces = new int[word.length];
        int count = 0;
        for (int i = 0; i < word.length; i++) {
            int value = Byte.toUnsignedInt(word[i]);
            int piece = i < word.length - 1 ? inside[value] : last[value];
            if (piece != LEFT_OUT) {
                pieces[count++] = piece;
            }
        }
        int[] pairs = new int[word.length]; // the rank of each piece with the next
        Arrays.fill(pairs, Integer.MAX_VALUE);
        for (int i = 0; i + 1 < count; i++) {
            pairs[i] = rank(pieces[i], pieces[i + 1]);
        }
        while (true) {
            int best = 0;
            for (int i = 1; i + 1 < count; i++) {
                best = pairs[i] < pairs[best] ? i : best;
            }
            if (count < 2 || pairs[best] == Integer.MAX_VALUE) {
                break;
            }
            pieces[best] = joined[pairs[best]];
            System.arraycopy(pieces, best + 2, pieces, best + 1, count - best - 2);
            System.arraycopy(pairs, best + 2, pairs, best + 1, count - best - 2);
            count--;
            if (best > 0) {
                pairs[best - 1] = rank(pieces[best - 1], pieces[best]);
            }
            pairs[best] = best + 1 < count ? rank(pieces[best], pieces[best + 1]) : Integer.MAX_VALUE;
        }
        return Arrays.copyOf(pieces, count);
    }

    private int rank(int left, int right) {
        return ranks.getOrDefault(pair(left, right), Integer.MAX_VALUE);
    }

    private static long pair(int left, int right) {
        return ((long) left << 32) | right;
    }
}
