package dev.diptych.text;

import dev.diptych.text.internal.AddedToken;
import dev.diptych.text.internal.SpecialTokens;
import dev.diptych.text.internal.Vocabulary;
import dev.diptych.text.internal.VocabularyLines;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.OptionalInt;

/// Reads `vocab.txt`: one token per line, ids starting at 0.
final class VocabularyText {

    static final String FILE = "vocab.txt";

    private VocabularyText() {}

    static BertSettings read(Path file, TokenizerConfig config) {
        List<String> pieces = VocabularyLines.read(file);
        List<AddedToken> listed = AddedTokensFile.orElse(config.added(), file, config.named()::isSpecial);
        Collection<AddedToken> added =
                config.named().complete(pieces, listed, config.special().byName());
        Vocabulary vocabulary = Vocabulary.of(pieces, added, file.toString(), id -> "%s:%d".formatted(file, id + 1));
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
