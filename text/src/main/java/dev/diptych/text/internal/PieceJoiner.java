package dev.diptych.text.internal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Words of a corpus split into pieces, with counts of neighbouring pieces, updated while the most frequent pair is
/// joined.
///
/// The queue may contain outdated counts. The current count of a pair is never above its highest entry, so an outdated
/// entry is reinserted with the current count when it is polled.
public final class PieceJoiner {

    /// Two neighbouring pieces, by number.
    private record Pair(int left, int right) {}

    private static final class Occurrences {
        private long count;
        private final IntList words = new IntList(); // where the pair stood at some time; a word may come twice
    }

    private record Entry(long count, String left, String right, Pair pair) {
        static final Comparator<Entry> BEST_FIRST = Comparator.comparingLong(Entry::count)
                .reversed()
                .thenComparing(Entry::left)
                .thenComparing(Entry::right);
    }

    private final List<String> pieces = new ArrayList<>();
    private final Map<String, Integer> numbers = new HashMap<>();
    private final List<int[]> words = new ArrayList<>(); // each as the numbers of its pieces
    private final List<Long> counts = new ArrayList<>(); // of the words
    private final Map<Pair, Occurrences> pairs = new HashMap<>();
    private final PriorityQueue<Entry> queue = new PriorityQueue<>(Entry.BEST_FIRST);

    public PieceJoiner(Map<String, Long> wordCounts) {
        Set<Pair> seen = new LinkedHashSet<>();
        wordCounts.forEach((word, count) -> {
            int[] codePoints = word.codePoints().toArray();
            int[] cut = new int[codePoints.length];
            for (int i = 0; i < cut.length; i++) {
                cut[i] = number((i == 0 ? "" : WordPieceTrie.CONTINUATION) + Character.toString(codePoints[i]));
            }
            words.add(cut);
            counts.add(count);
            addPairs(words.size() - 1, seen);
        });
        enqueue(seen);
    }

    /// Joins the most frequent pair everywhere and returns the new piece; null if every word is one piece.
    @Nullable
    public String join() {
        for (Entry entry = queue.poll(); entry != null; entry = queue.poll()) {
            Occurrences occurrences = pairs.get(entry.pair());
            if (occurrences == null || occurrences.count == 0) {
                continue;
            }
            if (occurrences.count == entry.count()) {
                String joined = entry.left() + entry.right().substring(WordPieceTrie.CONTINUATION.length());
                join(entry.pair(), occurrences, number(joined));
                return joined;
            }
            queue.add(new Entry(occurrences.count, entry.left(), entry.right(), entry.pair()));
        }
        return null;
    }

    private void join(Pair pair, Occurrences occurrences, int joined) {
        pairs.remove(pair);
        Set<Pair> risen = new LinkedHashSet<>();
        for (int i = 0; i < occurrences.words.size(); i++) {
            int word = occurrences.words.get(i);
            int[] before = words.get(word);
            int[] after = replace(before, pair, joined);
            if (after.length < before.length) {
                removePairs(word);
                words.set(word, after);
                addPairs(word, risen);
            }
        }
        enqueue(risen);
    }

    private static int[] replace(int[] word, Pair pair, int joined) {
        int[] replaced = new int[word.length];
        int size = 0;
        for (int i = 0; i < word.length; i++) {
            boolean found = i + 1 < word.length && word[i] == pair.left() && word[i + 1] == pair.right();
            replaced[size++] = found ? joined : word[i];
            if (found) {
                i++;
            }
        }
        return Arrays.copyOf(replaced, size);
    }

    private void removePairs(int word) {
        int[] cut = words.get(word);
        for (int i = 0; i + 1 < cut.length; i++) {
            Occurrences occurrences = pairs.get(new Pair(cut[i], cut[i + 1]));
            if (occurrences != null) { // null for the pair that is being joined
                occurrences.count -= counts.get(word);
            }
        }
    }

    private void addPairs(int word, Set<Pair> added) {
        int[] cut = words.get(word);
        for (int i = 0; i + 1 < cut.length; i++) {
            Pair pair = new Pair(cut[i], cut[i + 1]);
            Occurrences occurrences = pairs.computeIfAbsent(pair, _ -> new Occurrences());
            occurrences.count += counts.get(word);
            occurrences.words.add(word);
            added.add(pair);
        }
    }

    private void enqueue(Set<Pair> changed) {
        for (Pair pair : changed) {
            Occurrences occurrences = pairs.get(pair);
            if (occurrences != null && occurrences.count > 0) {
                queue.add(new Entry(occurrences.count, pieces.get(pair.left()), pieces.get(pair.right()), pair));
            }
        }
    }

    private int number(String piece) {
        return numbers.computeIfAbsent(piece, text -> {
            pieces.add(text);
            return pieces.size() - 1;
        });
    }
}
