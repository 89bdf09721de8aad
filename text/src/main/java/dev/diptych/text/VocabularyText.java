package dev.diptych.text;

import dev.diptych.base.InvalidInputException;
import dev.diptych.text.internal.AddedToken;
import dev.diptych.text.internal.SpecialTokens;
import dev.diptych.text.internal.Vocabulary;
import dev.diptych.text.internal.VocabularyLines;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/// Reads `vocab.txt`: one token per line, ids starting at 0.
final class VocabularyText {

    static final String FILE = "vocab.txt";

    private VocabularyText() {}

    static BertSettings read(Path file, TokenizerConfig config) {
        List<String> pieces = VocabularyLines.read(file);
        Map<String, AddedToken> added = new LinkedHashMap<>();
        for (int id = 0; id < pieces.size(); id++) {
            if (config.special().all().contains(pieces.get(id))
                    || config.additionalSpecial().contains(pieces.get(id))) {
                added.put(pieces.get(id), AddedToken.special(id, pieces.get(id)));
            }
        }
        AddedTokensFile.orElse(
                        config.added(),
                        file,
                        content -> config.special().all().contains(content)
                                || config.additionalSpecial().contains(content))
                .forEach(token -> added.put(token.content(), token));
        for (String text : config.additionalSpecial()) {
            if (!added.containsKey(text)) {
                throw new InvalidInputException(
                        "%s: has no line for the special token \"%s\" of %s; add it to either the vocabulary or %s"
                                .formatted(file, text, TokenizerConfig.FILE, AddedTokensFile.NAME));
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
}
