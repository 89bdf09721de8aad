package dev.diptych.base.internal;

import java.lang.Character.UnicodeScript;
import java.util.Collection;
import java.util.Set;

/// The writing system of a collection of texts, by the scripts of its letters.
public final class WritingSystem {

    private static final Set<UnicodeScript> WITHOUT_SPACES = Set.of(
            UnicodeScript.HAN,
            UnicodeScript.HIRAGANA,
            UnicodeScript.KATAKANA,
            UnicodeScript.BOPOMOFO,
            UnicodeScript.THAI,
            UnicodeScript.LAO,
            UnicodeScript.KHMER,
            UnicodeScript.MYANMAR);

    private WritingSystem() {}

    /// Whether more than half of the letters belong to scripts that do not separate words by
    /// spaces, so that lengths are counted in characters.
    public static boolean isWithoutSpaces(Collection<String> texts) {
        return share(texts, WITHOUT_SPACES) > 0.5;
    }

    /// Whether the texts are Chinese: more than half of the letters are Han characters, and none is
    /// Japanese kana.
    public static boolean isChinese(Collection<String> texts) {
        return share(texts, Set.of(UnicodeScript.HAN)) > 0.5
                && share(texts, Set.of(UnicodeScript.HIRAGANA, UnicodeScript.KATAKANA)) == 0;
    }

    private static double share(Collection<String> texts, Set<UnicodeScript> scripts) {
        long letters = 0;
        long counted = 0;
        for (String text : texts) {
            for (int at = 0; at < text.length(); at += Character.charCount(text.codePointAt(at))) {
                int letter = text.codePointAt(at);
                if (Character.isLetter(letter)) {
                    letters++;
                    counted += scripts.contains(UnicodeScript.of(letter)) ? 1 : 0;
                }
            }
        }
        return letters == 0 ? 0 : (double) counted / letters;
    }
}
