package dev.diptych.text.internal;

/// A token that is found in a text as a whole, before the text is split into words.
///
/// White space beside it matters to RoBERTa alone; elsewhere the two strip flags are only carried from file to file.
///
/// @param singleWord found only where no letter, digit or underscore touches it
/// @param leftStrip takes white space before it along
/// @param rightStrip takes white space after it along
/// @param normalized looked for in the normalised text instead of the raw one
/// @param special left out when decoding
public record AddedToken(
        int id,
        String content,
        boolean singleWord,
        boolean leftStrip,
        boolean rightStrip,
        boolean normalized,
        boolean special) {

    public static AddedToken special(int id, String content) {
        return new AddedToken(id, content, false, false, false, false, true);
    }
}
