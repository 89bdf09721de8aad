package dev.diptych.text.swap;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Word lists of the rules: the nouns and adjectives of the two lists next to this class.
final class WordLists {

    private static final Set<String> DETERMINERS =
            Set.of("a", "an", "the", "his", "her", "their", "its", "some", "another", "each", "this", "that", "these");
    private static final Set<String> LINKS = Set.of(
            "and", "or", "with", "of", "on", "in", "at", "by", "near", "over", "under", "into", "through", "behind",
            "beside", "below", "above", "to", "from", "toward", "towards", "like", "for");
    private static final Set<String> COUNTS =
            Set.of("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "several", "many", "few");

    private static final class Lists {
        static final Map<String, Noun> NOUNS = nouns();
        static final Map<String, Integer> ADJECTIVES = adjectives();
    }

    /// @param lemma its singular
    /// @param section category of the object
    record Noun(String lemma, boolean plural, String section) {

        boolean isPerson() {
            return section.equals("human") || section.equals("generic");
        }
    }

    private WordLists() {}

    /// Returns the noun at this position; null if the word is not a noun, or is used as another part of speech.
    static @Nullable Noun noun(WordSequence words, int place) {
        Noun noun = Lists.NOUNS.get(words.at(place));
        if (noun == null || isAdjective(words, place)) {
            return null;
        }
        String before = words.at(place - 1);
        boolean introduced = place == 0
                || DETERMINERS.contains(before)
                || LINKS.contains(before)
                || COUNTS.contains(before)
                || isAdjective(words, place - 1);
        return introduced || isCompound(words, place) ? noun : null;
    }

    // Whether the previous word is part of the same name: tennis ball, fishing boat.
    private static boolean isCompound(WordSequence words, int place) {
        return words.joinsNext(place - 1) && Lists.NOUNS.containsKey(words.at(place - 1));
    }

    /// A complete noun, not part of a compound.
    static @Nullable Noun loneNoun(WordSequence words, int place) {
        boolean beforeNoun = words.joinsNext(place) && Lists.NOUNS.containsKey(words.at(place + 1));
        return beforeNoun || isCompound(words, place) ? null : noun(words, place);
    }

    /// Whether the word modifies the noun, or the next adjective, directly after it.
    static boolean isAdjective(WordSequence words, int place) {
        return Lists.ADJECTIVES.containsKey(words.at(place))
                && words.joinsNext(place)
                && (Lists.NOUNS.containsKey(words.at(place + 1)) || isAdjective(words, place + 1));
    }

    /// Whether two adjectives are near-synonyms.
    static boolean areAlike(String first, String second) {
        return Objects.equals(Lists.ADJECTIVES.get(first), Lists.ADJECTIVES.get(second));
    }

    static boolean isDeterminer(String word) {
        return DETERMINERS.contains(word);
    }

    private static Map<String, Noun> nouns() {
        Map<String, Noun> nouns = new HashMap<>();
        String section = "";
        for (String line : lines("nouns.txt")) {
            if (line.startsWith("[")) {
                section = line.substring(1, line.length() - 1);
                continue;
            }
            for (String word : line.split(" ")) {
                String[] forms = word.split("/");
                nouns.putIfAbsent(forms[0], new Noun(forms[0], false, section));
                nouns.putIfAbsent(forms.length > 1 ? forms[1] : forms[0] + "s", new Noun(forms[0], true, section));
            }
        }
        return nouns;
    }

    private static Map<String, Integer> adjectives() {
        Map<String, Integer> groups = new HashMap<>();
        List<String> lines = lines("adjectives.txt");
        for (int group = 0; group < lines.size(); group++) {
            for (String word : lines.get(group).split(" ")) {
                groups.put(word, group);
            }
        }
        return groups;
    }

    private static List<String> lines(String name) {
        try (InputStream stream = Objects.requireNonNull(WordLists.class.getResourceAsStream(name), name)) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .toList();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
