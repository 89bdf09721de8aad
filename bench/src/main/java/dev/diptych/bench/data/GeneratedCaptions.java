package dev.diptych.bench.data;

import dev.diptych.base.RandomKey;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/// Captions of generated words with lengths and frequencies similar to natural language.
public final class GeneratedCaptions {

    private static final String[] SYLLABLES = {
        "ba", "ke", "lo", "mi", "ru", "tan", "sel", "dor", "pin", "gu", "ash", "ter", "ing", "vo", "ny", "ch", "est",
        "il"
    };
    private static final int WORDS = 8000;
    private static final int SHORTEST = 6;
    private static final int LONGEST = 17;

    private GeneratedCaptions() {}

    /// Deterministic.
    public static List<String> make(int count) {
        RandomGenerator random = RandomKey.of(0).with("captions").generator();
        String[] words = new String[WORDS];
        for (int i = 0; i < WORDS; i++) {
            words[i] = word(random, i);
        }
        List<String> captions = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            StringBuilder text = new StringBuilder();
            int length = random.nextInt(SHORTEST, LONGEST);
            for (int word = 0; word < length; word++) {
                // Zipf's law: the frequency of the word of rank r is about 1/r that of the first.
                int rank = (int) Math.exp(random.nextDouble() * Math.log(WORDS)) - 1;
                text.append(words[rank]).append(word == length - 1 ? " ." : " ");
            }
            text.setCharAt(0, Character.toUpperCase(text.charAt(0)));
            captions.add(text.toString());
        }
        return captions;
    }

    // Frequent words are short.
    private static String word(RandomGenerator random, int rank) {
        int syllables =
                1 + random.nextInt(1 + Math.min(3, Integer.toString(rank).length()));
        StringBuilder word = new StringBuilder();
        for (int i = 0; i < syllables; i++) {
            word.append(SYLLABLES[random.nextInt(SYLLABLES.length)]);
        }
        return word.toString();
    }
}
