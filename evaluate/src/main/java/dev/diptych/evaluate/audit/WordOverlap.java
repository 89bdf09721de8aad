package dev.diptych.evaluate.audit;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/// Overlap of a text with the rare words of other texts: the cosine of their word vectors, weighted by inverse
/// document frequency (Spärck Jones, 1972).
final class WordOverlap {

    // A Chinese or Japanese character counts as a word.
    private static final Pattern WORD = Pattern.compile(
            "[\\p{IsHan}\\p{IsHiragana}\\p{IsKatakana}]|[\\p{L}\\p{N}&&[^\\p{IsHan}\\p{IsHiragana}\\p{IsKatakana}]]+");

    private final List<int[]> words = new ArrayList<>(); // distinct words of each text
    private final double[] weights; // of each word
    private final double[] lengths; // Euclidean, of each text

    WordOverlap(Collection<String> texts) {
        Map<String, Integer> numbers = new HashMap<>();
        List<Integer> frequencies = new ArrayList<>();
        for (String text : texts) {
            Set<Integer> own = new HashSet<>();
            for (String word : of(text)) {
                int number = numbers.computeIfAbsent(word, _ -> {
                    frequencies.add(0);
                    return frequencies.size() - 1;
                });
                if (own.add(number)) {
                    frequencies.set(number, frequencies.get(number) + 1);
                }
            }
            words.add(own.stream().mapToInt(Integer::intValue).sorted().toArray());
        }
        weights = frequencies.stream()
                .mapToDouble(frequency -> Math.log((1.0 + texts.size()) / frequency))
                .toArray();
        lengths = words.stream()
                .mapToDouble(own -> {
                    double squares = 0;
                    for (int word : own) {
                        squares += weights[word] * weights[word];
                    }
                    return Math.sqrt(squares);
                })
                .toArray();
    }

    /// The words of a text in lower case, without punctuation.
    static List<String> of(String text) {
        return WORD.matcher(text.toLowerCase(Locale.ROOT))
                .results()
                .map(MatchResult::group)
                .toList();
    }

    /// The overlap (0 to 1) of a text with the others together; 0 if there are none.
    double agreement(int text, int[] others) {
        Map<Integer, Double> sum = new HashMap<>();
        for (int other : others) {
            for (int word : words.get(other)) {
                sum.merge(word, weights[word], Double::sum);
            }
        }
        double squares = 0;
        for (double each : sum.values()) {
            squares += each * each;
        }
        double product = 0;
        for (int word : words.get(text)) {
            product += weights[word] * sum.getOrDefault(word, 0.0);
        }
        return product == 0 ? 0 : product / (Math.sqrt(squares) * lengths[text]);
    }
}
