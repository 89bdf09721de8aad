package dev.diptych.text.internal;

/// Token that is matched as a whole in a text, before the text is split into words.
///
/// White space around it matters to RoBERTa only; otherwise the two strip flags are only preserved.
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
