package dev.diptych.text;

import dev.diptych.text.internal.BytePairs;
import dev.diptych.text.internal.JsonPart;
import dev.diptych.text.internal.Vocabulary;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Reads a CLIP tokenizer: `tokenizer.json` of Hugging Face's fast tokenizers, or `vocab.json` with `merges.txt`.
final class ClipTokenizerFiles {

    private ClipTokenizerFiles() {}

    static ClipSettings read(Path directoryOrFile) {
        if (Files.isDirectory(directoryOrFile)) {
            return directory(directoryOrFile);
        }
        return json(directoryOrFile, ClipTokenizerConfig.read(directoryOrFile.resolveSibling("")));
    }

    private static ClipSettings directory(Path directory) {
        ClipTokenizerConfig config = ClipTokenizerConfig.read(directory);
        Path json = directory.resolve(TokenizerJson.FILE);
        return Files.exists(json)
                ? json(json, config)
                : text(directory.resolve(BytePairFiles.VOCABULARY), directory.resolve(BytePairFiles.MERGES), config);
    }

    private static ClipSettings text(Path vocabularyFile, Path mergesFile, ClipTokenizerConfig config) {
        return new ClipSettings(
                        BytePairFiles.vocabulary(vocabularyFile, config.added(), config.named(), config.byName()),
                        BytePairFiles.merges(mergesFile),
                        config.start(),
                        config.end(),
                        config.unknown(),
                        config.padding(),
                        config.modelMaximumLength())
                .require(vocabularyFile.toString());
    }

    private static ClipSettings json(Path file, ClipTokenizerConfig config) {
        JsonPart root = JsonPart.read(file);
        JsonPart model = root.at("model");
        JsonPart suffix = model.at("end_of_word_suffix");
        if (!model.has("merges") || suffix.absent() || !suffix.string().equals(BytePairs.WORD_END)) {
            throw suffix.wrong("should be \"</w>\", as in CLIP's tokenizers");
        }
        BytePairFiles.requirePlain(model, "CLIP's tokenizers");
        requireTypes(root.at("normalizer"), "normalizers", List.of("NFC", "Replace", "Lowercase"));
        requireTypes(root.at("pre_tokenizer"), "pretokenizers", List.of("Split", "ByteLevel"));
        Vocabulary vocabulary = TokenizerJson.vocabulary(root, file, config.added(), config.named());
        JsonPart processor = root.at("post_processor");
        List<String> ends = ends(processor, vocabulary, config);
        JsonPart unknown = model.at("unk_token");
        return new ClipSettings(
                        vocabulary,
                        BytePairFiles.merges(model),
                        ends.get(0),
                        ends.get(1),
                        unknown.absent() ? config.unknown() : unknown.string(),
                        config.padding(),
                        config.modelMaximumLength())
                .require(file.toString());
    }

    // Returns the tokens before and after a text.
    private static List<String> ends(JsonPart processor, Vocabulary vocabulary, ClipTokenizerConfig config) {
        if (processor.absent()) {
            return List.of(config.start(), config.end());
        }
        JsonPart type = processor.at("type");
        return type.node().isString() && type.string().equals("RobertaProcessing")
                ? List.of(
                        TokenizerJson.named(processor.at("cls"), vocabulary),
                        TokenizerJson.named(processor.at("sep"), vocabulary))
                : TokenizerJson.ends(processor, vocabulary);
    }

    private static void requireTypes(JsonPart sequence, String key, List<String> expected) {
        JsonPart parts = sequence.at(key);
        List<String> found = parts.absent()
                ? List.of()
                : parts.elements().stream()
                        .map(part -> part.at("type").string())
                        .toList();
        if (!found.equals(expected)) {
            throw sequence.wrong(
                    "should be the sequence %s, as in CLIP's tokenizers".formatted(String.join(", ", expected)));
        }
    }
}
