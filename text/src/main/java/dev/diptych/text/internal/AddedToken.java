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

    /// Reads a token and its flags, without its id, from an object of Hugging Face's files.
    public static AddedToken of(int id, JsonPart part) {
        return new AddedToken(
                id,
                part.at("content").string(),
                part.at("single_word").flagOr(false),
                part.at("lstrip").flagOr(false),
                part.at("rstrip").flagOr(false),
                part.at("normalized").flagOr(false),
                part.at("special").flagOr(false));
    }

    /// The same token with another id.
    public AddedToken withId(int newId) {
        return new AddedToken(newId, content, singleWord, leftStrip, rightStrip, normalized, special);
    }

    AddedToken asSpecial() {
        return new AddedToken(id, content, singleWord, leftStrip, rightStrip, normalized, true);
    }
}
