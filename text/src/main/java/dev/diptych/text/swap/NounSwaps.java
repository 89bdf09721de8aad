package dev.diptych.text.swap;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// Two nouns exchanged: "a dog chases a cat", "a cat chases a dog".
final class NounSwaps {

    // If only one of these is between two nouns, exchanging them does not change the meaning.
    private static final Set<String> EITHER_WAY =
            Set.of("and", "or", "with", "near", "beside", "by", "next", "to", "together", "are", "is", "both", "meets");

    private NounSwaps() {}

    static List<String> of(WordSequence words) {
        List<String> negatives = new ArrayList<>();
        for (int first = 0; first < words.size(); first++) {
            WordLists.Noun one = WordLists.loneNoun(words, first);
            for (int second = first + 1; one != null && second < words.size(); second++) {
                WordLists.Noun other = WordLists.loneNoun(words, second);
                if (other != null && differ(one, other) && !saysTheSame(words, first, second)) {
                    negatives.add(words.exchanged(first, second));
                }
            }
        }
        return negatives;
    }

    // A person may be a man, so that these exchanged can still be true; and "dog" for "dogs" is ungrammatical.
    private static boolean differ(WordLists.Noun one, WordLists.Noun other) {
        boolean vague = one.isPerson()
                && other.isPerson()
                && (one.section().equals("generic") || other.section().equals("generic"));
        return !vague && one.plural() == other.plural() && !one.lemma().equals(other.lemma());
    }

    private static boolean saysTheSame(WordSequence words, int first, int second) {
        if (WordLists.isAdjective(words, first - 1)) {
            return false; // the adjective does not move: a tall man and a woman, a tall woman and a man
        }
        for (int between = first + 1; between < second; between++) {
            if (!EITHER_WAY.contains(words.at(between)) && !WordLists.isDeterminer(words.at(between))) {
                return false;
            }
        }
        return true;
    }
}
