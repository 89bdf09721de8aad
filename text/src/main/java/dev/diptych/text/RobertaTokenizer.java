package dev.diptych.text;

import dev.diptych.text.internal.AddedToken;
import dev.diptych.text.internal.AddedTokenFinder;
import dev.diptych.text.internal.ByteLevelWords;
import dev.diptych.text.internal.BytePairs;
import dev.diptych.text.internal.ByteSymbols;
import dev.diptych.text.internal.IntList;
import dev.diptych.text.internal.WordPieces;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.OptionalInt;

/// RoBERTa's tokenizer, which is GPT-2's between two special tokens: splits into words, each with the preceding space,
/// and joins the bytes of each by learned merges. Lossless.
///
/// Produces the ids of Hugging Face's `RobertaTokenizerFast`. Immutable; thread-safe.
public final class RobertaTokenizer extends VocabularyTokenizer {

    private final RobertaSettings settings;
    private final WordPieces words;
    private final AddedTokenFinder rawTokens;
    private final AddedTokenFinder normalizedTokens;

    RobertaTokenizer(RobertaSettings settings) {
        super(
                settings.vocabulary(),
                settings.special().start(),
                settings.special().end(),
                settings.special().padding(),
                settings.modelMaximumLength());
        this.settings = settings;
        int unknown = settings.marksUnknown() ? id(settings.special().unknown()) : BytePairs.LEFT_OUT;
        words = new WordPieces(new BytePairs(vocabulary(), settings.merges(), "", unknown));
        // There is no normalisation, but tokens that are searched after normalisation are still searched
        // later.
        rawTokens = AddedTokenFinder.inRawText(vocabulary());
        normalizedTokens = AddedTokenFinder.inNormalizedText(vocabulary(), content -> content);
    }

    /// Reads a tokenizer from a directory with `tokenizer.json`, or else with `vocab.json` and `merges.txt`, or
    /// from `tokenizer.json` itself. A `tokenizer_config.json` next to the file is taken into account.
    ///
    /// @throws dev.diptych.base.InvalidInputException if the file does not exist, is invalid, contains another
    ///     kind of tokenizer, or lacks a special token
    public static RobertaTokenizer read(Path directoryOrFile) {
        return new RobertaTokenizer(RobertaTokenizerFiles.read(directoryOrFile));
    }

    /// Empty unless the files name a token for unknown pieces: usually all bytes are in the vocabulary.
    @Override
    public OptionalInt unknownId() {
        return settings.marksUnknown() ? OptionalInt.of(id(settings.special().unknown())) : OptionalInt.empty();
    }

    /// Decodes ids to a text, without special tokens. Spaces are preserved; bytes that are not UTF-8 become
    /// U+FFFD.
    @Override
    public String decode(int[] ids) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int id : ids) {
            vocabulary().requireId(id);
            AddedToken added = vocabulary().addedToken(id);
            if (added == null) {
                bytes.writeBytes(ByteSymbols.bytes(vocabulary().token(id)));
            } else if (!added.special()) {
                bytes.writeBytes(added.content().getBytes(StandardCharsets.UTF_8));
            }
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    /// Writes `vocab.json`, `merges.txt`, `tokenizer.json` and `tokenizer_config.json` in Hugging Face format;
    /// equal tokenizers give equal bytes.
    @Override
    public void save(Path directory) {
        RobertaTokenizerWriter.write(settings, directory);
    }

    @Override
    IntList pieces(String text) {
        IntList ids = new IntList();
        rawTokens.split(
                text,
                part -> normalizedTokens.split(part, rest -> appendWords(rest, ids), token -> ids.add(token.id())),
                token -> ids.add(token.id()));
        return ids;
    }

    private void appendWords(String part, IntList ids) {
        String text = settings.prefixSpace() && !part.startsWith(" ") ? " " + part : part;
        ByteLevelWords.split(text, (start, end) -> words.append(text.substring(start, end), ids));
    }
}
