package dev.diptych.text;

import dev.diptych.text.internal.AddedToken;
import dev.diptych.text.internal.JsonPart;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;

/// Settings of a CLIP tokenizer in `tokenizer_config.json`, with CLIP's own tokens if they are not specified.
///
/// @param added added tokens with their ids
record ClipTokenizerConfig(
        String start,
        String end,
        String unknown,
        String padding,
        List<AddedToken> added,
        OptionalInt modelMaximumLength) {

    private static final Set<String> CLIP_LIKE = Set.of("CLIPTokenizer", "PreTrainedTokenizer", "TokenizersBackend");

    static ClipTokenizerConfig read(Path directory) {
        Path file = directory.resolve(TokenizerConfig.FILE);
        if (!Files.exists(file)) {
            return new ClipTokenizerConfig(
                    ClipSettings.START,
                    ClipSettings.END,
                    ClipSettings.END,
                    ClipSettings.END,
                    List.of(),
                    OptionalInt.empty());
        }
        JsonPart config = JsonPart.read(file);
        JsonPart name = config.at("tokenizer_class");
        if (!name.absent() && !CLIP_LIKE.contains(name.string().replaceFirst("Fast$", ""))) {
            throw name.wrong("should be CLIPTokenizer or RobertaTokenizer, next to a byte-pair vocabulary");
        }
        if (!config.at("do_lower_case").flagOr(true)) {
            throw config.at("do_lower_case").wrong("should be true, as CLIP's");
        }
        return new ClipTokenizerConfig(
                TokenizerConfig.content(config.at("bos_token"), ClipSettings.START),
                TokenizerConfig.content(config.at("eos_token"), ClipSettings.END),
                TokenizerConfig.content(config.at("unk_token"), ClipSettings.END),
                TokenizerConfig.content(config.at("pad_token"), ClipSettings.END),
                TokenizerConfig.added(config),
                TokenizerConfig.length(config.at("model_max_length")));
    }

    List<String> specialTokens() {
        return List.of(start, end, unknown, padding).stream().distinct().toList();
    }
}
