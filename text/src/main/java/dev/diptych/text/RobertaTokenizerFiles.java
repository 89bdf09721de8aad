package dev.diptych.text;

import dev.diptych.text.internal.JsonPart;
import dev.diptych.text.internal.SpecialTokens;
import dev.diptych.text.internal.Vocabulary;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Reads a RoBERTa tokenizer: `tokenizer.json` of Hugging Face's fast tokenizers, or `vocab.json` with `merges.txt`.
final class RobertaTokenizerFiles {

    private RobertaTokenizerFiles() {}

    static RobertaSettings read(Path directoryOrFile) {
        if (!Files.isDirectory(directoryOrFile)) {
            return json(directoryOrFile, RobertaTokenizerConfig.read(directoryOrFile.resolveSibling("")));
        }
        RobertaTokenizerConfig config = RobertaTokenizerConfig.read(directoryOrFile);
        Path json = directoryOrFile.resolve(TokenizerJson.FILE);
        return Files.exists(json) ? json(json, config) : text(directoryOrFile, config);
    }

    private static RobertaSettings text(Path directory, RobertaTokenizerConfig config) {
        Path file = directory.resolve(BytePairFiles.VOCABULARY);
        SpecialTokens special = config.special();
        Vocabulary vocabulary = BytePairFiles.vocabulary(file, config.added(), config.named(), config.byName());
        return new RobertaSettings(
                        vocabulary,
                        BytePairFiles.merges(directory.resolve(BytePairFiles.MERGES)),
                        special,
                        false,
                        config.prefixSpace().orElse(false),
                        config.modelMaximumLength())
                .require(file.toString());
    }

    private static RobertaSettings json(Path file, RobertaTokenizerConfig config) {
        JsonPart root = JsonPart.read(file);
        JsonPart model = root.at("model");
        BytePairFiles.requirePlain(model, "RoBERTa's tokenizers");
        JsonPart suffix = model.at("end_of_word_suffix");
        if (!suffix.absent() && !suffix.string().isEmpty()) {
            throw suffix.wrong("should be \"\", as in RoBERTa's tokenizers");
        }
        if (!root.at("normalizer").absent()) {
            throw root.at("normalizer").wrong("should be null, as in RoBERTa's tokenizers");
        }
        JsonPart words = root.at("pre_tokenizer");
        if (!is(words, "ByteLevel")) {
            throw words.at("type").wrong("should be \"ByteLevel\", as in RoBERTa's tokenizers");
        }
        if (!words.at("use_regex").flagOr(true)) {
            throw words.at("use_regex").wrong("should be true, as in RoBERTa's tokenizers");
        }
        Vocabulary vocabulary = TokenizerJson.vocabulary(root, file, config.added(), config.named());
        JsonPart processor = root.at("post_processor");
        List<String> ends = is(processor, "RobertaProcessing")
                ? List.of(
                        TokenizerJson.named(processor.at("cls"), vocabulary),
                        TokenizerJson.named(processor.at("sep"), vocabulary))
                : TokenizerJson.endsOfOne(processor, vocabulary);
        SpecialTokens named = config.special();
        JsonPart unknown = model.at("unk_token");
        return new RobertaSettings(
                        vocabulary,
                        BytePairFiles.merges(model),
                        new SpecialTokens(
                                named.padding(),
                                unknown.absent() ? named.unknown() : unknown.string(),
                                ends.get(0),
                                ends.get(1),
                                named.mask()),
                        !unknown.absent(),
                        config.prefixSpace().orElse(words.at("add_prefix_space").flagOr(true)),
                        config.modelMaximumLength())
                .require(file.toString());
    }

    private static boolean is(JsonPart part, String type) {
        JsonPart found = part.at("type");
        return found.node().isString() && found.string().equals(type);
    }
}
