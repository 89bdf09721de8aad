package dev.diptych.text.internal;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;

/// Byte-pair encoding (Sennrich, Haddow and Birch, 2016) of one word: starting from its bytes, the neighbours with the
/// first merge in the list are joined repeatedly. Immutable.
public final class BytePairs {

    /// CLIP's suffix of the last piece of a word.
    public static final String WORD_END = "</w>";

    /// Used as the id of unknown bytes: they are dropped.
    public static final int LEFT_OUT = -1;

    private static final int BYTES = 256;

    /// A merge: two pieces in their written form.
    public record Merge(String left, String right) {}

    private final int[] inside = new int[BYTES]; // by byte: the id of it before a word's end
    private final int[] last = new int[BYTES]; // and at a word's end
    private final Map<Long, Integer> rankOfPair; // of a pair of ids: its place in the list
    private final int[] joined; // by rank: the id of the joined piece

    /// @param merges of pieces in the vocabulary, which contains the joined pieces too
    /// @param wordEnd suffix of the last piece of a word, may be empty
    /// @param unknown id of bytes that the vocabulary lacks, or [#LEFT_OUT]
    public BytePairs(Vocabulary vocabulary, List<Merge> merges, String wordEnd, int unknown) {
        for (int value = 0; value < BYTES; value++) {
            String symbol = Character.toString(ByteSymbols.of(value));
            inside[value] = vocabulary.id(symbol).orElse(unknown);
            last[value] = vocabulary.id(symbol + wordEnd).orElse(unknown);
        }
        rankOfPair = HashMap.newHashMap(merges.size());
        joined = new int[merges.size()];
        for (int rank = 0; rank < merges.size(); rank++) {
            Merge merge = merges.get(rank);
            int left = vocabulary.id(merge.left).orElseThrow();
            int right = vocabulary.id(merge.right).orElseThrow();
            joined[rank] = vocabulary.id(merge.left + merge.right).orElseThrow();
            rankOfPair.putIfAbsent(pair(left, right), rank);
        }
    }

    /// Returns the ids of a word of at least one byte, in time n log n.
    int[] ids(byte[] word) {
        return new Joining(word).ids();
    }

    /// State of one word: each piece is stored at the position of its first byte, with links to its neighbours.
    private final class Joining {

        private static final int NONE = -1;
        private static final int NO_MERGE = Integer.MAX_VALUE;

        private final int[] pieces;
        private final int[] before; // by place: that of the piece before it
        private final int[] after;
        private final int[] ranks; // by place: the rank of the piece with the next one
        private int count;

        // Ranks with their positions, lowest rank first, leftmost first among equal ones; some entries are
        // outdated.
        private final PriorityQueue<Long> queue = new PriorityQueue<>();

        Joining(byte[] word) {
            pieces = new int[word.length];
            before = new int[word.length];
            after = new int[word.length];
            ranks = new int[word.length];
            for (int i = 0; i < word.length; i++) {
                int value = Byte.toUnsignedInt(word[i]);
                int piece = i < word.length - 1 ? inside[value] : last[value];
                if (piece != LEFT_OUT) {
                    pieces[count] = piece;
                    before[count] = count - 1;
                    after[count] = count + 1;
                    count++;
                }
            }
            if (count > 0) {
                after[count - 1] = NONE;
            }
        }

        int[] ids() {
            int size = count;
            for (int place = 0; place < count; place++) {
                look(place);
            }
            while (!queue.isEmpty()) {
                long next = queue.remove();
                int rank = (int) (next >> 32);
                int place = (int) next;
                if (ranks[place] == rank) {
                    join(place);
                    size--;
                }
            }
            int[] ids = new int[size];
            for (int i = 0, place = 0; i < size; i++, place = after[place]) {
                ids[i] = pieces[place];
            }
            return ids;
        }

        private void join(int place) {
            int gone = after[place];
            pieces[place] = joined[ranks[place]];
            ranks[gone] = NO_MERGE;
            after[place] = after[gone];
            if (after[place] != NONE) {
                before[after[place]] = place;
            }
            look(place);
            if (before[place] != NONE) {
                look(before[place]);
            }
        }

        // Updates the rank of this piece and the next one.
        private void look(int place) {
            int next = after[place];
            ranks[place] = next == NONE ? NO_MERGE : rank(pieces[place], pieces[next]);
            if (ranks[place] != NO_MERGE) {
                queue.add(pair(ranks[place], place));
            }
        }
    }

    private int rank(int left, int right) {
        return rankOfPair.getOrDefault(pair(left, right), Joining.NO_MERGE);
    }

    private static long pair(int left, int right) {
        return ((long) left << 32) | right;
    }
}
