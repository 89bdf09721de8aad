package dev.diptych.text;

import dev.diptych.text.internal.AddedToken;
import dev.diptych.text.internal.JsonPart;
import dev.diptych.text.internal.NamedTokens;
import dev.diptych.text.internal.SpecialTokens;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/// Settings of a RoBERTa tokenizer in `tokenizer_config.json` and `special_tokens_map.json`, with
/// RoBERTa's own tokens if they are not specified.
///
/// @param named special tokens as the files describe them
/// @param added added tokens with their ids
/// @param prefixSpace empty if not specified
record RobertaTokenizerConfig(
        SpecialTokens special,
        NamedTokens named,
        List<AddedToken> added,
        Optional<Boolean> prefixSpace,
        OptionalInt modelMaximumLength) {

    /// Classes of Hugging Face that process text like RoBERTa, without the suffix `Fast`.
    private static final Set<String> ROBERTA_LIKE =
            Set.of("RobertaTokenizer", "BartTokenizer", "LEDTokenizer", "LongformerTokenizer");

    /// Classes that leave the choice to `tokenizer.json`.
    private static final Set<String> ANY = Set.of("PreTrainedTokenizer", "TokenizersBackend");

    static RobertaTokenizerConfig read(Path directory) {
        NamedTokens named = NamedTokens.read(directory);
        JsonPart config = named.config();
        JsonPart name = config.at("tokenizer_class");
        if (!name.absent() && !isRoberta(name.string()) && !ANY.contains(plain(name.string()))) {
            throw name.wrong("should be RobertaTokenizer, next to a byte-level vocabulary");
        }
        JsonPart prefix = config.at("add_prefix_space");
        return new RobertaTokenizerConfig(
                TokenizerConfig.special(named, SpecialTokens.ROBERTA),
                named,
                TokenizerConfig.added(config),
                prefix.absent() ? Optional.empty() : Optional.of(prefix.flag()),
                TokenizerConfig.length(config.at("model_max_length")));
    }

    /// The named tokens by their names in the files, without ids. The mask includes the space before it
    /// unless the files describe it otherwise.
    Map<String, AddedToken> byName() {
        Map<String, AddedToken> tokens = new LinkedHashMap<>(special.byName());
        tokens.put("mask_token", new AddedToken(0, special.mask(), false, true, false, false, true));
        return tokens;
    }

    static boolean isRoberta(String tokenizerClass) {
        return ROBERTA_LIKE.contains(plain(tokenizerClass));
    }

    private static String plain(String tokenizerClass) {
        return tokenizerClass.replaceFirst("Fast$", "");
    }
}
