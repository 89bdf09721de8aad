package dev.diptych.text.internal;

import java.util.List;
import java.util.Map;

/// Names of the special tokens.
///
/// @param start token before a text, `[CLS]`
/// @param end token after each text, `[SEP]`
public record SpecialTokens(String padding, String unknown, String start, String end, String mask) {

    public static final SpecialTokens BERT = new SpecialTokens("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]");
    public static final SpecialTokens ROBERTA = new SpecialTokens("<pad>", "<unk>", "<s>", "</s>", "<mask>");

    /// In the order of BERT's vocabularies.
    public List<String> all() {
        return List.of(padding, unknown, start, end, mask);
    }

    /// By their names in Hugging Face's files, without ids.
    public Map<String, AddedToken> byName() {
        return Map.of(
                "pad_token", AddedToken.special(0, padding),
                "unk_token", AddedToken.special(0, unknown),
                "cls_token", AddedToken.special(0, start),
                "sep_token", AddedToken.special(0, end),
                "mask_token", AddedToken.special(0, mask));
    }
}
