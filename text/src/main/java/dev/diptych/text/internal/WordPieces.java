package dev.diptych.text.internal;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// Ids of words, with a cache, because texts repeat words. Thread-safe.
public final class WordPieces {

    private static final int MOST_WORDS = 1 << 16;
    private static final int LONGEST_WORD = 64; // in UTF-16 units

    private final BytePairs pairs;
    private final Map<String, int[]> known = new ConcurrentHashMap<>();

    public WordPieces(BytePairs pairs) {
        this.pairs = pairs;
    }

    /// Appends the ids of a word of at least one character.
    public void append(String word, IntList ids) {
        int[] found = known.get(word);
        if (found == null) {
            found = pairs.ids(word.getBytes(StandardCharsets.UTF_8));
            if (word.length() <= LONGEST_WORD && known.size() < MOST_WORDS) {
                known.put(word, found);
            }
        }
        ids.addAll(found);
    }
}
