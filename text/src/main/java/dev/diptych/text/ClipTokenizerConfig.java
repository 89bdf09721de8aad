package dev.diptych.text;

import dev.diptych.text.internal.AddedToken;
import dev.diptych.text.internal.JsonPart;
import dev.diptych.text.internal.NamedTokens;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;

/// Settings of a CLIP tokenizer in `tokenizer_config.json` and `special_tokens_map.json`, with CLIP's own
/// tokens if they are not specified.
///
/// @param named special tokens as the files describe them
/// @param added added tokens with their ids
record ClipTokenizerConfig(
        String start,
        String end,
        String unknown,
        String padding,
        NamedTokens named,
        List<AddedToken> added,
        OptionalInt modelMaximumLength) {

    private static final Set<String> CLIP_LIKE = Set.of("CLIPTokenizer", "PreTrainedTokenizer", "TokenizersBackend");

    static ClipTokenizerConfig read(Path directory) {
        NamedTokens named = NamedTokens.read(directory);
        JsonPart config = named.config();
        JsonPart name = config.at("tokenizer_class");
        if (!name.absent() && !CLIP_LIKE.contains(name.string().replaceFirst("Fast$", ""))) {
            throw name.wrong("should be CLIPTokenizer or RobertaTokenizer, next to a byte-pair vocabulary");
        }
        if (!config.at("do_lower_case").flagOr(true)) {
            throw config.at("do_lower_case").wrong("should be true, as CLIP's");
        }
        return new ClipTokenizerConfig(
                named.text("bos_token", ClipSettings.START),
                named.text("eos_token", ClipSettings.END),
                named.text("unk_token", ClipSettings.END),
                named.text("pad_token", ClipSettings.END),
                named,
                TokenizerConfig.added(config),
                TokenizerConfig.length(config.at("model_max_length")));
    }

    static boolean isClip(String tokenizerClass) {
        return tokenizerClass.replaceFirst("Fast$", "").equals("CLIPTokenizer");
    }

    /// The named tokens by their names in the files, without ids.
    Map<String, AddedToken> byName() {
        return Map.of(
                "bos_token", AddedToken.special(0, start),
                "eos_token", AddedToken.special(0, end),
                "unk_token", AddedToken.special(0, unknown),
                "pad_token", AddedToken.special(0, padding));
    }
}
