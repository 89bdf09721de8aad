package dev.diptych.text;

/// Normalisation of a text before it is split into pieces; the settings of Hugging Face's `BertNormalizer`.
///
/// @param cleanText remove control characters and replace all white space by spaces
/// @param spaceChinese put spaces around CJK ideographs, so that each is a word
/// @param accents whether combining marks are removed
/// @param lowerCase convert to lower case
public record BertNormalization(boolean cleanText, boolean spaceChinese, Accents accents, boolean lowerCase) {

    /// Treatment of combining marks.
    public enum Accents {
        /// Removed if texts are lower-cased, kept otherwise, as in the original BERT.
        FOLLOW_LOWER_CASE,
        DROPPED,
        KEPT
    }

    /// Settings of `bert-base-uncased`.
    public static BertNormalization uncased() {
        return new BertNormalization(true, true, Accents.FOLLOW_LOWER_CASE, true);
    }

    /// Settings of `bert-base-cased`.
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
