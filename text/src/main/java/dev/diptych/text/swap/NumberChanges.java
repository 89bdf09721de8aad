package dev.diptych.text.swap;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// Replaces a number from two to ten, in words or digits, by an adjacent one; the noun remains a plural.
final class NumberChanges {

    private static final List<String> WORDS =
            List.of("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten");
    private static final List<String> DIGITS = List.of("2", "3", "4", "5", "6", "7", "8", "9", "10");

    // Before these words, a number does not count objects in a picture: two of them, two years old, two or
    // three.
    private static final Set<String> NOT_COUNTED =
            Set.of("", "of", "or", "to", "and", "year", "years", "month", "months", "day", "way", "piece", "wheeled");

    private NumberChanges() {}

    static List<String> of(WordSequence words) {
        List<String> negatives = new ArrayList<>();
        for (int place = 0; place < words.size(); place++) {
            boolean counts = words.joinsNext(place)
                    && !NOT_COUNTED.contains(words.at(place + 1))
                    && !words.at(place - 1).equals("or")
                    && !words.at(place - 1).equals("number");
            if (counts) {
                change(words, place, WORDS, negatives);
                change(words, place, DIGITS, negatives);
            }
        }
        return negatives;
    }

    private static void change(WordSequence words, int place, List<String> numbers, List<String> negatives) {
        int number = numbers.indexOf(words.at(place));
        for (int step : new int[] {-1, 1, 2}) {
            int other = number + step;
            if (number >= 0 && other >= 0 && other < numbers.size()) {
                negatives.add(words.replaced(place, 1, numbers.get(other)));
            }
        }
    }
}
