package dev.diptych.text;

import java.util.List;

/// The names of the tokens that have a part of their own.
///
/// @param start stands before a text, `[CLS]`
/// @param end stands after each text, `[SEP]`
record SpecialTokens(String padding, String unknown, String start, String end, String mask) {

    static final SpecialTokens BERT = new SpecialTokens("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]");
    static final SpecialTokens ROBERTA = new SpecialTokens("<pad>", "<unk>", "<s>", "</s>", "<mask>");

    /// In the order of BERT's vocabularies.
    List<String> all() {
        return List.of(padding, unknown, start, end, mask);
    }
}
