package dev.diptych.text.swap;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Replaces a colour by one that does not occur in the caption and is clearly different.
final class ColourChanges {

    /// Similar colours of each colour, which do not replace it.
    private static final Map<String, Set<String>> NEAR = Map.ofEntries(
            Map.entry("red", Set.of("orange", "pink")),
            Map.entry("orange", Set.of("red", "yellow", "brown")),
            Map.entry("yellow", Set.of("orange")),
            Map.entry("golden", Set.of("yellow", "orange", "brown")),
            Map.entry("green", Set.of()),
            Map.entry("blue", Set.of("purple")),
            Map.entry("purple", Set.of("blue", "pink")),
            Map.entry("pink", Set.of("red", "purple")),
            Map.entry("brown", Set.of("orange", "black")),
            Map.entry("tan", Set.of("brown", "yellow", "orange", "white")),
            Map.entry("black", Set.of("brown")),
            Map.entry("white", Set.of()),
            Map.entry("gray", Set.of("black", "white")),
            Map.entry("grey", Set.of("black", "white")),
            Map.entry("silver", Set.of("white")));

    private static final List<String> COLOURS =
            List.of("red", "orange", "yellow", "green", "blue", "purple", "pink", "brown", "black", "white");

    private ColourChanges() {}

    static List<String> of(WordSequence words) {
        List<String> negatives = new ArrayList<>();
        for (int place = 0; place < words.size(); place++) {
            Set<String> near = NEAR.get(words.at(place));
            if (near == null || words.at(place).equals("orange") && !WordLists.isAdjective(words, place)) {
                continue;
            }
            for (String colour : COLOURS) {
                if (!near.contains(colour) && !names(words, colour)) {
                    negatives.add(words.replaced(place, 1, colour));
                }
            }
        }
        return negatives;
    }

    private static boolean names(WordSequence words, String colour) {
        for (int place = 0; place < words.size(); place++) {
            if (words.at(place).equals(colour)) {
                return true;
            }
        }
        return false;
    }
}
