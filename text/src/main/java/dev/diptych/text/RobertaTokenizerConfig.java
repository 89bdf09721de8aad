package dev.diptych.text;

import dev.diptych.text.internal.AddedToken;
import dev.diptych.text.internal.JsonPart;
import dev.diptych.text.internal.SpecialTokens;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/// Settings of a RoBERTa tokenizer in `tokenizer_config.json`, with RoBERTa's own tokens if they are not specified.
///
/// @param added added tokens with their ids
/// @param prefixSpace empty if not specified
record RobertaTokenizerConfig(
        SpecialTokens special, List<AddedToken> added, Optional<Boolean> prefixSpace, OptionalInt modelMaximumLength) {

    /// Classes of Hugging Face that process text like RoBERTa, without the suffix `Fast`.
    private static final Set<String> ROBERTA_LIKE =
            Set.of("RobertaTokenizer", "BartTokenizer", "LEDTokenizer", "LongformerTokenizer");

    /// Classes that leave the choice to `tokenizer.json`.
    private static final Set<String> ANY = Set.of("PreTrainedTokenizer", "TokenizersBackend");

    static RobertaTokenizerConfig read(Path directory) {
        SpecialTokens roberta = SpecialTokens.ROBERTA;
        Path file = directory.resolve(TokenizerConfig.FILE);
        if (!Files.exists(file)) {
            return new RobertaTokenizerConfig(roberta, List.of(), Optional.empty(), OptionalInt.empty());
        }
        JsonPart config = JsonPart.read(file);
        JsonPart name = config.at("tokenizer_class");
        if (!name.absent() && !isRoberta(name.string()) && !ANY.contains(plain(name.string()))) {
            throw name.wrong("should be RobertaTokenizer, next to a byte-level vocabulary");
        }
        JsonPart prefix = config.at("add_prefix_space");
        return new RobertaTokenizerConfig(
                new SpecialTokens(
                        TokenizerConfig.content(config.at("pad_token"), roberta.padding()),
                        TokenizerConfig.content(config.at("unk_token"), roberta.unknown()),
                        TokenizerConfig.content(config.at("cls_token"), roberta.start()),
                        TokenizerConfig.content(config.at("sep_token"), roberta.end()),
                        TokenizerConfig.content(config.at("mask_token"), roberta.mask())),
                TokenizerConfig.added(config),
                prefix.absent() ? Optional.empty() : Optional.of(prefix.flag()),
                TokenizerConfig.length(config.at("model_max_length")));
    }

    static boolean isRoberta(String tokenizerClass) {
        return ROBERTA_LIKE.contains(plain(tokenizerClass));
    }

    private static String plain(String tokenizerClass) {
        return tokenizerClass.replaceFirst("Fast$", "");
    }
}
