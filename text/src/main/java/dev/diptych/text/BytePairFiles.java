package dev.diptych.text;

import dev.diptych.base.InvalidInputException;
import dev.diptych.text.internal.AddedToken;
import dev.diptych.text.internal.BytePairs.Merge;
import dev.diptych.text.internal.JsonPart;
import dev.diptych.text.internal.NamedTokens;
import dev.diptych.text.internal.Vocabulary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Vocabulary and merges of a byte-pair tokenizer: in `vocab.json` and `merges.txt`, or in the model of a
/// `tokenizer.json`.
final class BytePairFiles {

    static final String VOCABULARY = "vocab.json";
    static final String MERGES = "merges.txt";

    private BytePairFiles() {}

    /// Reads a `vocab.json`.
    ///
    /// @param added tokens with their ids; if there are none, those of `added_tokens.json` are read
    /// @param named special tokens, which are also added tokens if the file contains them
    /// @param defaults named tokens that apply where the files do not specify them
    static Vocabulary vocabulary(
            Path file, List<AddedToken> added, NamedTokens named, Map<String, AddedToken> defaults) {
        List<String> pieces = TokenizerJson.pieces(JsonPart.read(file));
        List<AddedToken> listed = AddedTokensFile.orElse(added, file, named::isSpecial);
        return Vocabulary.of(
                pieces,
                named.complete(pieces, listed, defaults),
                file.toString(),
                id -> "%s: id %d".formatted(file, id));
    }

    /// Reads a `merges.txt`.
    static List<Merge> merges(Path file) {
        List<Merge> merges = new ArrayList<>();
        List<String> lines = lines(file);
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            if (!line.isEmpty() && !(i == 0 && line.startsWith("#version"))) {
                merges.add(merge(line, "%s:%d".formatted(file, i + 1)));
            }
        }
        return List.copyOf(merges);
    }

    /// Reads the merges of a `tokenizer.json`.
    static List<Merge> merges(JsonPart model) {
        return model.at("merges").elements().stream().map(BytePairFiles::merge).toList();
    }

    /// Checks that the model of a `tokenizer.json` uses no options of other byte-pair tokenizers.
    ///
    /// @param whose for messages
    static void requirePlain(JsonPart model, String whose) {
        JsonPart type = model.at("type");
        if (!type.absent() && !type.string().equals("BPE")) {
            throw type.wrong("should be \"BPE\", the model of " + whose);
        }
        if (!model.at("dropout").absent()) {
            throw model.at("dropout").wrong("should be null, because tokenization is deterministic");
        }
        JsonPart prefix = model.at("continuing_subword_prefix");
        if (!prefix.absent() && !prefix.string().isEmpty()) {
            throw prefix.wrong("should be \"\", as in " + whose);
        }
        for (String key : List.of("byte_fallback", "fuse_unk", "ignore_merges")) {
            if (model.at(key).flagOr(false)) {
                throw model.at(key).wrong("should be false, as in " + whose);
            }
        }
    }

    /// Checks that each piece of each merge has an id.
    ///
    /// @param source file of the vocabulary
    static void requirePieces(List<Merge> merges, Vocabulary vocabulary, String source) {
        for (int i = 0; i < merges.size(); i++) {
            Merge merge = merges.get(i);
            for (String piece : List.of(merge.left(), merge.right(), merge.left() + merge.right())) {
                if (vocabulary.id(piece).isEmpty()) {
                    throw new InvalidInputException(
                            "%s: merge %d, \"%s %s\", requires the piece \"%s\", which the vocabulary lacks; use merges and vocabulary of the same model"
                                    .formatted(source, i + 1, merge.left(), merge.right(), piece));
                }
            }
        }
    }

    /// Writes `vocab.json` and `merges.txt`.
    static void write(Path directory, Vocabulary vocabulary, List<Merge> merges) throws IOException {
        Files.write(directory.resolve(VOCABULARY), TokenizerWriting.bytes(node(vocabulary)));
        StringBuilder lines = new StringBuilder("#version: 0.2\n");
        merges.forEach(merge ->
                lines.append(merge.left()).append(' ').append(merge.right()).append('\n'));
        Files.writeString(directory.resolve(MERGES), lines);
    }

    /// Adds `vocab` and `merges` to the model of a `tokenizer.json`.
    static void put(ObjectNode model, Vocabulary vocabulary, List<Merge> merges) {
        model.set("vocab", node(vocabulary));
        var list = model.putArray("merges");
        merges.forEach(merge -> list.add(merge.left() + " " + merge.right()));
    }

    private static ObjectNode node(Vocabulary vocabulary) {
        ObjectNode node = JsonMapper.shared().createObjectNode();
        vocabulary.pieces().forEach(piece -> node.put(piece, node.size()));
        return node;
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
        return merge(pair.get(0).string() + " " + pair.get(1).string(), part.where());
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
                    "%s: cannot be read (%s); it must be next to %s, in UTF-8".formatted(file, e, VOCABULARY), e);
        }
    }
}
