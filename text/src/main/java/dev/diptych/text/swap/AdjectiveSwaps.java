package dev.diptych.text.swap;

import java.util.ArrayList;
import java.util.List;

/// The adjectives of two nouns exchanged: "a red ball on a small box", "a small ball on a red box".
final class AdjectiveSwaps {

    private AdjectiveSwaps() {}

    static List<String> of(WordSequence words) {
        List<String> negatives = new ArrayList<>();
        for (int first = 0; first < words.size(); first++) {
            for (int second = first + 1; second < words.size(); second++) {
                if (WordLists.isAdjective(words, first)
                        && WordLists.isAdjective(words, second)
                        && !WordLists.areAlike(words.at(first), words.at(second))
                        && described(words, first) < second
                        && !words.at(described(words, first)).equals(words.at(described(words, second)))) {
                    negatives.add(words.exchanged(first, second));
                }
            }
        }
        return negatives;
    }

    // Position of the noun that an adjective modifies.
    private static int described(WordSequence words, int adjective) {
        int place = adjective;
        while (WordLists.isAdjective(words, place)) {
            place++;
        }
        return place;
    }
}
