package dev.diptych.text;

import dev.diptych.text.BertNormalization.Accents;
import dev.diptych.text.internal.AddedToken;
import dev.diptych.text.internal.JsonPart;
import dev.diptych.text.internal.SpecialTokens;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/// Settings in `tokenizer_config.json`; empty if they are not specified or the file does not exist.
///
/// @param additionalSpecial texts that are special tokens too, possibly without an id
/// @param added added tokens with their ids
/// @param accents as in [BertNormalization]; an explicit `strip_accents: null` means that accents follow the case
record TokenizerConfig(
        SpecialTokens special,
        List<String> additionalSpecial,
        List<AddedToken> added,
        Optional<Boolean> cleanText,
        Optional<Boolean> spaceChinese,
        Optional<Accents> accents,
        Optional<Boolean> lowerCase,
        OptionalInt wordLimit,
        OptionalInt modelMaximumLength) {

    static final String FILE = "tokenizer_config.json";

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

    /// Reads the file in this directory, if it exists.
    static TokenizerConfig read(Path directory) {
        Path file = directory.resolve(FILE);
        if (!Files.exists(file)) {
            return new TokenizerConfig(
                    SpecialTokens.BERT,
                    List.of(),
                    List.of(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    OptionalInt.empty(),
                    OptionalInt.empty());
        }
        JsonPart config = JsonPart.read(file);
        requireBert(config);
        SpecialTokens bert = SpecialTokens.BERT;
        return new TokenizerConfig(
                new SpecialTokens(
                        content(config.at("pad_token"), bert.padding()),
                        content(config.at("unk_token"), bert.unknown()),
                        content(config.at("cls_token"), bert.start()),
                        content(config.at("sep_token"), bert.end()),
                        content(config.at("mask_token"), bert.mask())),
                additional(config),
                added(config),
                flag(config.at("clean_text")),
                flag(config.at("tokenize_chinese_chars")),
                config.has("strip_accents") ? Optional.of(accents(config.at("strip_accents"))) : Optional.empty(),
                flag(config.at("do_lower_case")),
                length(config.at("max_input_chars_per_word")),
                length(config.at("model_max_length")));
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

    private static List<String> additional(JsonPart config) {
        List<String> texts = new ArrayList<>();
        for (String key : List.of("additional_special_tokens", "extra_special_tokens")) {
            JsonPart part = config.at(key);
            if (part.node().isArray()) {
                part.elements().forEach(element -> texts.add(content(element, "")));
            } else if (!part.absent()) {
                part.entries().values().forEach(element -> texts.add(content(element, "")));
            }
        }
        return List.copyOf(texts);
    }

    static List<AddedToken> added(JsonPart config) {
        JsonPart byId = config.at("added_tokens_decoder");
        List<AddedToken> tokens = new ArrayList<>();
        if (!byId.absent()) {
            byId.entries().forEach((key, part) -> {
                if (!key.matches("[0-9]{1,9}")) {
                    throw part.wrong("should have an id as its key");
                }
                tokens.add(addedToken(Integer.parseInt(key), part));
            });
        }
        return List.copyOf(tokens);
    }

    static AddedToken addedToken(int id, JsonPart part) {
        return new AddedToken(
                id,
                part.at("content").string(),
                part.at("single_word").flagOr(false),
                part.at("lstrip").flagOr(false),
                part.at("rstrip").flagOr(false),
                part.at("normalized").flagOr(false),
                part.at("special").flagOr(false));
    }

    /// Reads a token given as a text or as an object with `content`.
    static String content(JsonPart part, String whenAbsent) {
        if (part.absent()) {
            return whenAbsent;
        }
        return part.node().isObject() ? part.at("content").string() : part.string();
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
