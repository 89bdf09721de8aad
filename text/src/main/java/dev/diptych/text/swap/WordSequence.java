package dev.diptych.text.swap;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Caption with the positions of its words.
final class WordSequence {

    private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{N}][\\p{L}\\p{N}'’-]*");

    // Pronounced with a consonant (a unicycle, a one-way street) though written with a vowel.
    private static final Pattern CONSONANT = Pattern.compile("(uni|use|eu|one|once|ute).*");

    private final String caption;
    private final List<Word> words;

    /// @param text in lower case
    private record Word(int start, int end, String text) {}

    private WordSequence(String caption, List<Word> words) {
        this.caption = caption;
        this.words = words;
    }

    static WordSequence of(String caption) {
        List<Word> words = new ArrayList<>();
        Matcher matcher = WORD.matcher(caption);
        while (matcher.find()) {
            words.add(new Word(matcher.start(), matcher.end(), matcher.group().toLowerCase(Locale.ROOT)));
        }
        return new WordSequence(caption, words);
    }

    int size() {
        return words.size();
    }

    /// Returns the word at this position in lower case; empty before the first and after the last.
    String at(int place) {
        return place >= 0 && place < words.size() ? words.get(place).text : "";
    }

    /// Whether only a space separates this word from the next.
    boolean joinsNext(int place) {
        return place >= 0
                && place + 1 < words.size()
                && caption.substring(words.get(place).end, words.get(place + 1).start)
                        .isBlank();
    }

    /// Whether these are the words starting at `place`, with nothing between them.
    boolean holds(int place, List<String> phrase) {
        for (int i = 0; i < phrase.size(); i++) {
            if (!at(place + i).equals(phrase.get(i)) || (i + 1 < phrase.size() && !joinsNext(place + i))) {
                return false;
            }
        }
        return true;
    }

    /// Returns the caption with two words exchanged.
    String exchanged(int first, int second) {
        SortedMap<Integer, Change> changes = new TreeMap<>();
        changes.put(first, new Change(1, at(second)));
        changes.put(second, new Change(1, at(first)));
        return changed(changes);
    }

    /// Returns the caption with `count` words replaced.
    String replaced(int place, int count, String replacement) {
        SortedMap<Integer, Change> changes = new TreeMap<>();
        changes.put(place, new Change(count, replacement));
        return changed(changes);
    }

    private record Change(int count, String replacement) {}

    // Capitalisation is kept by position, and "a" becomes "an" if the next word requires it.
    private String changed(SortedMap<Integer, Change> changes) {
        SortedMap<Integer, Change> all = new TreeMap<>(changes);
        changes.forEach((place, change) -> {
            String article = at(place - 1);
            if (joinsNext(place - 1) && (article.equals("a") || article.equals("an"))) {
                all.put(place - 1, new Change(1, startsWithVowel(change.replacement) ? "an" : "a"));
            }
        });
        StringBuilder text = new StringBuilder();
        int from = 0;
        for (var entry : all.entrySet()) {
            Word first = words.get(entry.getKey());
            Word last = words.get(entry.getKey() + entry.getValue().count() - 1);
            String replacement = entry.getValue().replacement();
            boolean capital = Character.isUpperCase(caption.codePointAt(first.start));
            text.append(caption, from, first.start)
                    .append(
                            capital
                                    ? replacement.substring(0, 1).toUpperCase(Locale.ROOT) + replacement.substring(1)
                                    : replacement);
            from = last.end;
        }
        return text.append(caption, from, caption.length()).toString();
    }

    private static boolean startsWithVowel(String word) {
        return "aeiou".indexOf(word.charAt(0)) >= 0 && !CONSONANT.matcher(word).matches();
    }
}
