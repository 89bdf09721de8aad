package dev.diptych.text;

/// What BERT does to a text before it looks for pieces; the settings of Hugging Face's `BertNormalizer`.
///
/// @param cleanText drop control characters, make every white space a space
/// @param spaceChinese put spaces around CJK ideographs, so that each is a word
/// @param accents whether combining marks are dropped
/// @param lowerCase make letters small
public record BertNormalization(boolean cleanText, boolean spaceChinese, Accents accents, boolean lowerCase) {

    /// What happens to combining marks.
    public enum Accents {
        /// Dropped when lower-casing, kept otherwise: BERT's own rule.
        FOLLOW_LOWER_CASE,
        DROPPED,
        KEPT
    }

    /// As `bert-base-uncased`.
    public static BertNormalization uncased() {
        return new BertNormalization(true, true, Accents.FOLLOW_LOWER_CASE, true);
    }

    /// As `bert-base-cased`.
    public static BertNormalization cased() {
        return new BertNormalization(true, true, Accents.FOLLOW_LOWER_CASE, false);
    }

    boolean dropsAccents() {
        return switch (accents) {
            case FOLLOW_LOWER_CASE -> lowerCase;
            case DROPPED -> true;
            case KEPT -> false;
        };
    }
}
