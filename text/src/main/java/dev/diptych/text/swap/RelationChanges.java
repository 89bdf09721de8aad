package dev.diptych.text.swap;

import java.util.ArrayList;
import java.util.List;

/// Replaces a spatial relation by its opposite.
final class RelationChanges {

    /// @param words the relation
    /// @param opposite its replacement
    /// @param needsObject whether it is a relation only before a determiner or a noun: over a fence, not all over
    private record Relation(List<String> words, String opposite, boolean needsObject) {}

    // Longer ones first: the first match at a position is used.
    private static final List<Relation> RELATIONS = List.of(
            relation("on the left side of", "on the right side of"),
            relation("on the right side of", "on the left side of"),
            relation("to the left of", "to the right of"),
            relation("to the right of", "to the left of"),
            relation("on the left", "on the right"),
            relation("on the right", "on the left"),
            relation("on its left", "on its right"),
            relation("on its right", "on its left"),
            relation("to its left", "to its right"),
            relation("to its right", "to its left"),
            relation("left of", "right of"),
            relation("right of", "left of"),
            relation("at the top", "at the bottom"),
            relation("at the bottom", "at the top"),
            relation("in front of", "behind"),
            relation("on top of", "underneath"),
            relation("next to", "far away from"),
            relation("close to", "far away from"),
            relation("far away from", "next to"),
            relation("far from", "next to"),
            relation("higher than", "lower than"),
            relation("lower than", "higher than"),
            relation("out of", "into"),
            relation("inside of", "outside of"),
            relation("outside of", "inside of"),
            withObject("behind", "in front of"),
            withObject("above", "below"),
            withObject("below", "above"),
            withObject("over", "under"),
            withObject("under", "over"),
            withObject("underneath", "on top of"),
            withObject("beneath", "above"),
            withObject("inside", "outside"),
            withObject("outside", "inside"),
            withObject("into", "out of"),
            withObject("beside", "far away from"),
            withObject("near", "far away from"),
            withObject("up", "down"),
            withObject("down", "up"));

    private RelationChanges() {}

    static List<String> of(WordSequence words) {
        List<String> negatives = new ArrayList<>();
        for (int place = 0; place < words.size(); place++) {
            for (Relation relation : RELATIONS) {
                if (words.holds(place, relation.words()) && hasObject(words, place, relation)) {
                    negatives.add(words.replaced(place, relation.words().size(), relation.opposite()));
                    place += relation.words().size() - 1;
                    break;
                }
            }
        }
        return negatives;
    }

    private static boolean hasObject(WordSequence words, int place, Relation relation) {
        int next = place + relation.words().size();
        return !relation.needsObject()
                || words.joinsNext(place)
                        && (WordLists.isDeterminer(words.at(next))
                                || words.at(next).equals("it")
                                || words.at(next).equals("them")
                                || WordLists.isAdjective(words, next)
                                || WordLists.noun(words, next) != null);
    }

    private static Relation relation(String phrase, String opposite) {
        return new Relation(List.of(phrase.split(" ")), opposite, false);
    }

    private static Relation withObject(String word, String opposite) {
        return new Relation(List.of(word), opposite, true);
    }
}
