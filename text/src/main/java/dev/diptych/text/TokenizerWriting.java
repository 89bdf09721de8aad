package dev.diptych.text;

import dev.diptych.base.InvalidInputException;
import dev.diptych.text.internal.AddedToken;
import dev.diptych.text.internal.Vocabulary;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import tools.jackson.core.util.DefaultIndenter;
import tools.jackson.core.util.DefaultPrettyPrinter;
import tools.jackson.core.util.Separators;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Common parts of the files of all kinds of tokenizers.
final class TokenizerWriting {

    /// Writes a tokenizer's files.
    @FunctionalInterface
    interface Writing {
        void run() throws IOException;
    }

    private TokenizerWriting() {}

    /// @throws InvalidInputException if the files cannot be written
    static void write(Path directory, Writing files) {
        try {
            Files.createDirectories(directory);
            files.run();
        } catch (IOException e) {
            throw new InvalidInputException(
                    "%s: the tokenizer cannot be written (%s); check the permissions and the free space"
                            .formatted(directory, e),
                    e);
        }
    }

    /// A file's JSON.
    static byte[] bytes(ObjectNode node) {
        DefaultIndenter indenter = new DefaultIndenter("  ", "\n");
        Separators separators = Separators.createDefaultInstance().withObjectNameValueSpacing(Separators.Spacing.AFTER);
        DefaultPrettyPrinter printer =
                new DefaultPrettyPrinter(separators).withArrayIndenter(indenter).withObjectIndenter(indenter);
        return (JsonMapper.shared().writer().with(printer).writeValueAsString(node) + "\n")
                .getBytes(StandardCharsets.UTF_8);
    }

    /// `added_tokens` of a `tokenizer.json`.
    static void putAddedTokens(ObjectNode root, Vocabulary vocabulary) {
        ArrayNode added = root.putArray("added_tokens");
        vocabulary.added().forEach(token -> putFlags(added.addObject().put("id", token.id()), token));
    }

    /// `added_tokens_decoder` of a `tokenizer_config.json`.
    static void putAddedTokensById(ObjectNode config, Vocabulary vocabulary) {
        ObjectNode added = config.putObject("added_tokens_decoder");
        vocabulary.added().forEach(token -> putFlags(added.putObject(Integer.toString(token.id())), token));
    }

    /// Tokens around a text, in the form of `RobertaProcessing`.
    static void putEnds(ObjectNode processor, String start, String end, Vocabulary vocabulary) {
        processor.putArray("sep").add(end).add(vocabulary.id(end).orElseThrow());
        processor.putArray("cls").add(start).add(vocabulary.id(start).orElseThrow());
    }

    private static void putFlags(ObjectNode node, AddedToken token) {
        node.put("content", token.content());
        node.put("single_word", token.singleWord());
        node.put("lstrip", token.leftStrip());
        node.put("rstrip", token.rightStrip());
        node.put("normalized", token.normalized());
        node.put("special", token.special());
    }
}
