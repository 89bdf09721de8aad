package dev.diptych.text;

import dev.diptych.text.BertNormalization.Accents;
import dev.diptych.text.internal.AddedToken;
import dev.diptych.text.internal.JsonPart;
import dev.diptych.text.internal.NamedTokens;
import dev.diptych.text.internal.SpecialTokens;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/// Settings in `tokenizer_config.json`, with the special tokens of `special_tokens_map.json`; empty if they are not
/// specified or the file does not exist.
///
/// @param named special tokens as the files describe them
/// @param added added tokens with their ids
/// @param accents as in [BertNormalization]; an explicit `strip_accents: null` means that accents follow the case
record TokenizerConfig(
        SpecialTokens special,
        NamedTokens named,
        List<AddedToken> added,
        Optional<Boolean> cleanText,
        Optional<Boolean> spaceChinese,
        Optional<Accents> accents,
        Optional<Boolean> lowerCase,
        OptionalInt wordLimit,
        OptionalInt modelMaximumLength) {

    static final String FILE = NamedTokens.CONFIG;

    /// Classes of Hugging Face that process text like BERT, without the suffix `Fast`.
    private static final Set<String> BERT_LIKE = Set.of(
            "BertTokenizer",
            "ConvBertTokenizer",
            "DPRContextEncoderTokenizer",
            "DPRQuestionEncoderTokenizer",
            "DistilBertTokenizer",
            "ElectraTokenizer",
            "LayoutLMTokenizer",
            "LxmertTokenizer",
            "MPNetTokenizer",
            "MobileBertTokenizer",
            "PreTrainedTokenizer",
            "RealmTokenizer",
            "RetriBertTokenizer",
            "SqueezeBertTokenizer",
            "TokenizersBackend");

    /// Reads the files in this directory that exist.
    static TokenizerConfig read(Path directory) {
        NamedTokens named = NamedTokens.read(directory);
        JsonPart config = named.config();
        requireBert(config);
        return new TokenizerConfig(
                special(named, SpecialTokens.BERT),
                named,
                added(config),
                flag(config.at("clean_text")),
                flag(config.at("tokenize_chinese_chars")),
                config.has("strip_accents") ? Optional.of(accents(config.at("strip_accents"))) : Optional.empty(),
                flag(config.at("do_lower_case")),
                length(config.at("max_input_chars_per_word")),
                length(config.at("model_max_length")));
    }

    /// The special tokens of a text and of a pair of texts, by their names in the files.
    static SpecialTokens special(NamedTokens named, SpecialTokens defaults) {
        return new SpecialTokens(
                named.text("pad_token", defaults.padding()),
                named.text("unk_token", defaults.unknown()),
                named.text("cls_token", defaults.start()),
                named.text("sep_token", defaults.end()),
                named.text("mask_token", defaults.mask()));
    }

    /// Returns the settings in the file, or those of `whenSilent` if they are not specified.
    BertNormalization normalization(BertNormalization whenSilent) {
        return new BertNormalization(
                cleanText.orElse(whenSilent.cleanText()),
                spaceChinese.orElse(whenSilent.spaceChinese()),
                accents.orElse(whenSilent.accents()),
                lowerCase.orElse(whenSilent.lowerCase()));
    }

    static Accents accents(JsonPart part) {
        return part.absent() ? Accents.FOLLOW_LOWER_CASE : part.flag() ? Accents.DROPPED : Accents.KEPT;
    }

    private static void requireBert(JsonPart config) {
        JsonPart name = config.at("tokenizer_class");
        if (!name.absent()) {
            String plain = name.string().replaceFirst("Fast$", "");
            if (!BERT_LIKE.contains(plain)) {
                throw name.wrong("should be a tokenizer that works like BERT's, such as BertTokenizer");
            }
        }
        if (!config.at("do_basic_tokenize").flagOr(true)) {
            throw config.at("do_basic_tokenize")
                    .wrong("should be true (texts already split into words are not supported)");
        }
        JsonPart neverSplit = config.at("never_split");
        if (!neverSplit.absent() && !neverSplit.elements().isEmpty()) {
            throw neverSplit.wrong("should be null (make them added tokens instead)");
        }
    }

    static List<AddedToken> added(JsonPart config) {
        JsonPart byId = config.at("added_tokens_decoder");
        List<AddedToken> tokens = new ArrayList<>();
        if (!byId.absent()) {
            byId.entries().forEach((key, part) -> {
                if (!key.matches("[0-9]{1,9}")) {
                    throw part.wrong("should have an id as its key");
                }
                tokens.add(AddedToken.of(Integer.parseInt(key), part));
            });
        }
        return List.copyOf(tokens);
    }

    private static Optional<Boolean> flag(JsonPart part) {
        return part.absent() ? Optional.empty() : Optional.of(part.flag());
    }

    /// Reads a positive number; Hugging Face writes 1e30 for "no limit".
    static OptionalInt length(JsonPart part) {
        if (part.absent() || (part.node().isNumber() && part.node().asDouble() > Integer.MAX_VALUE)) {
            return OptionalInt.empty();
        }
        if (part.number() < 1) {
            throw part.wrong("should be at least 1");
        }
        return OptionalInt.of(part.number());
    }
}
