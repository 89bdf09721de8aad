package dev.diptych.text;

import dev.diptych.InvalidInputException;
import dev.diptych.text.BytePairs.Merge;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Reads a CLIP tokenizer: `tokenizer.json` of Hugging Face's fast tokenizers, or `vocab.json` with `merges.txt`.
final class ClipTokenizerFiles {

    static final String VOCABULARY = "vocab.json";
    static final String MERGES = "merges.txt";

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
                : text(directory.resolve(VOCABULARY), directory.resolve(MERGES), config);
    }

    private static ClipSettings text(Path vocabularyFile, Path mergesFile, ClipTokenizerConfig config) {
        List<String> pieces = TokenizerJson.pieces(JsonPart.read(vocabularyFile));
        List<AddedToken> added = new ArrayList<>(config.added());
        for (String token : config.specialTokens()) {
            int id = pieces.indexOf(token);
            if (id >= 0 && added.stream().noneMatch(other -> other.content().equals(token))) {
                added.add(AddedToken.special(id, token));
            }
        }
        List<Merge> merges = new ArrayList<>();
        List<String> lines = lines(mergesFile);
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            if (!line.isEmpty() && !(i == 0 && line.startsWith("#version"))) {
                merges.add(merge(line, "%s:%d".formatted(mergesFile, i + 1)));
            }
        }
        return new ClipSettings(
                        Vocabulary.of(
                                pieces,
                                added,
                                vocabularyFile.toString(),
                                id -> "%s: id %d".formatted(vocabularyFile, id)),
                        List.copyOf(merges),
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
        requireTypes(root.at("normalizer"), "normalizers", List.of("NFC", "Replace", "Lowercase"));
        requireTypes(root.at("pre_tokenizer"), "pretokenizers", List.of("Split", "ByteLevel"));
        List<String> pieces = TokenizerJson.pieces(model.at("vocab"));
        List<AddedToken> added = new ArrayList<>();
        JsonPart addedTokens = root.at("added_tokens");
        if (!addedTokens.absent()) {
            addedTokens
                    .elements()
                    .forEach(part ->
                            added.add(TokenizerConfig.addedToken(part.at("id").number(), part)));
        }
        Vocabulary vocabulary =
                Vocabulary.of(pieces, added, file.toString(), id -> "%s: model.vocab id %d".formatted(file, id));
        JsonPart processor = root.at("post_processor");
        List<String> ends = ends(processor, vocabulary, config);
        List<Merge> merges = model.at("merges").elements().stream()
                .map(ClipTokenizerFiles::merge)
                .toList();
        JsonPart unknown = model.at("unk_token");
        return new ClipSettings(
                        vocabulary,
                        merges,
                        ends.get(0),
                        ends.get(1),
                        unknown.absent() ? config.unknown() : unknown.string(),
                        config.padding(),
                        config.modelMaximumLength())
                .require(file.toString());
    }

    // The tokens before and after a text.
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

    // "a b</w>", or a list of two in newer files.
    private static Merge merge(JsonPart part) {
        if (!part.node().isArray()) {
            return merge(part.string(), part.where());
        }
        List<JsonPart> pair = part.elements();
        if (pair.size() != 2) {
            throw part.wrong("should be two pieces");
        }
        return new Merge(pair.get(0).string(), pair.get(1).string());
    }

    private static Merge merge(String line, String where) {
        String[] pair = line.split(" ", -1);
        if (pair.length != 2 || pair[0].isEmpty() || pair[1].isEmpty()) {
            throw new InvalidInputException(
                    "%s: should be two pieces with one space between them, not \"%s\"".formatted(where, line));
        }
        return new Merge(pair[0], pair[1]);
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw new InvalidInputException(
                    "%s: cannot be read (%s); it must lie beside %s, in UTF-8".formatted(file, e, VOCABULARY), e);
        }
    }
}
