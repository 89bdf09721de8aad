package dev.diptych.text;

import dev.diptych.base.InvalidInputException;
import dev.diptych.text.internal.AddedToken;
import dev.diptych.text.internal.JsonPart;
import dev.diptych.text.internal.SpecialTokens;
import dev.diptych.text.internal.Vocabulary;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/// Reads `vocab.txt`: one token per line, ids starting at 0.
final class VocabularyText {

    static final String FILE = "vocab.txt";
    private static final String ADDED_FILE = "added_tokens.json";

    private VocabularyText() {}

    static BertSettings read(Path file, TokenizerConfig config) {
        List<String> pieces = lines(file);
        Map<String, AddedToken> added = new LinkedHashMap<>();
        for (int id = 0; id < pieces.size(); id++) {
            if (config.special().all().contains(pieces.get(id))
                    || config.additionalSpecial().contains(pieces.get(id))) {
                added.put(pieces.get(id), AddedToken.special(id, pieces.get(id)));
            }
        }
        Path addedFile = file.resolveSibling(ADDED_FILE);
        if (Files.exists(addedFile)) {
            JsonPart.read(addedFile).entries().forEach((content, id) -> {
                boolean special = config.special().all().contains(content)
                        || config.additionalSpecial().contains(content);
                added.put(content, new AddedToken(id.number(), content, false, false, false, false, special));
            });
        }
        config.added().forEach(token -> added.put(token.content(), token));
        for (String text : config.additionalSpecial()) {
            if (!added.containsKey(text)) {
                throw new InvalidInputException(
                        "%s: has no line for the special token \"%s\" of %s; add it to either the vocabulary or %s"
                                .formatted(file, text, TokenizerConfig.FILE, ADDED_FILE));
            }
        }
        Vocabulary vocabulary =
                Vocabulary.of(pieces, added.values(), file.toString(), id -> "%s:%d".formatted(file, id + 1));
        return new BertSettings(
                        vocabulary,
                        config.special(),
                        config.normalization(BertNormalization.uncased()),
                        config.wordLimit().orElse(BertSettings.WORD_LIMIT),
                        config.modelMaximumLength())
                .requireSpecialTokens("%s:%d".formatted(file, pieces.size()));
    }

    /// Returns the settings of a plain list of tokens with BERT's own special tokens.
    static BertSettings settings(
            List<String> pieces, BertNormalization normalization, String source, Vocabulary.Place where) {
        List<AddedToken> added = SpecialTokens.BERT.all().stream()
                .filter(pieces::contains)
                .map(token -> AddedToken.special(pieces.indexOf(token), token))
                .toList();
        return new BertSettings(
                        Vocabulary.of(pieces, added, source, where),
                        SpecialTokens.BERT,
                        normalization,
                        BertSettings.WORD_LIMIT,
                        OptionalInt.empty())
                .requireSpecialTokens(source);
    }

    private static List<String> lines(Path file) {
        byte[] bytes;
        try {
            bytes = Files.readAllBytes(file);
        } catch (IOException e) {
            throw new InvalidInputException(
                    "%s: cannot be read (%s); check that it is a readable file".formatted(file, e), e);
        }
        CharBuffer text = CharBuffer.allocate(bytes.length);
        ByteBuffer source = ByteBuffer.wrap(bytes);
        CoderResult result = StandardCharsets.UTF_8.newDecoder().decode(source, text, true);
        long line = text.flip().toString().lines().count();
        if (result.isError()) {
            throw new InvalidInputException(
                    "%s:%d: is not UTF-8; save the file as UTF-8".formatted(file, Math.max(1, line)));
        }
        return text.toString().lines().toList();
    }
}
