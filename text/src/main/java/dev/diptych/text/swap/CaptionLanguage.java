package dev.diptych.text.swap;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Estimates whether captions are English, because some rules know English words only.
public final class CaptionLanguage {

    private static final Pattern WORD = Pattern.compile("\\p{L}+");

    private static final Set<String> ENGLISH = Set.of(
            "the", "and", "with", "of", "is", "are", "on", "at", "to", "for", "from", "by", "his", "her", "their",
            "its", "that", "this", "it", "he", "she", "they", "into", "while", "which");

    // Frequent words of other languages in Latin script that are no English words.
    private static final Set<String> OTHER = words(
            "der das ein eine einen einem und mit auf im ist zu den dem von", // German
            "le la les un une et avec dans sur est du au", // French
            "el los las una y con del por es", // Spanish
            "il lo gli che nel di della", // Italian
            "um uma com não os em na", // Portuguese
            "de het een met op van zijn aan", // Dutch
            "en ett på och med är som og til av", // Swedish, Danish and Norwegian
            "w z się jest i", // Polish
            "ve bir ile bu", // Turkish
            "egy és az"); // Hungarian

    private CaptionLanguage() {}

    private static Set<String> words(String... lists) {
        return Set.copyOf(List.of(String.join(" ", lists).split(" ")));
    }

    /// Whether these captions together are probably English: most letters are Latin, and English function words are
    /// at least as frequent as those of other languages. True if there is nothing to decide by, as with captions of
    /// one word.
    public static boolean isEnglish(Stream<String> captions) {
        Counts counts = captions.parallel().map(CaptionLanguage::counts).reduce(new Counts(0, 0, 0, 0), Counts::plus);
        return counts.latin() >= counts.otherLetters() && counts.english() >= counts.other();
    }

    private record Counts(long latin, long otherLetters, long english, long other) {
        Counts plus(Counts right) {
            return new Counts(
                    latin + right.latin,
                    otherLetters + right.otherLetters,
                    english + right.english,
                    other + right.other);
        }
    }

    private static Counts counts(String caption) {
        long letters = caption.codePoints().filter(Character::isLetter).count();
        long latin = caption.codePoints()
                .filter(each -> Character.UnicodeScript.of(each) == Character.UnicodeScript.LATIN)
                .count();
        List<String> words = WORD.matcher(caption.toLowerCase(Locale.ROOT))
                .results()
                .map(match -> match.group())
                .toList();
        return new Counts(
                latin,
                letters - latin,
                words.stream().filter(ENGLISH::contains).count(),
                words.stream().filter(OTHER::contains).count());
    }
}
