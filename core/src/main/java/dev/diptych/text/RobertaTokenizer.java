package dev.diptych.text;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;

/// RoBERTa's tokenizer, which is GPT-2's between two special tokens: split into words, each with the space before it,
/// and join the bytes of each by the merges that were learnt. Nothing of a text is lost.
///
/// Gives the ids of Hugging Face's `RobertaTokenizerFast`. Immutable; may be used from any thread.
public final class RobertaTokenizer implements Tokenizer {

    private final RobertaSettings settings;
    private final Vocabulary vocabulary;
    private final WordPieces pieces;
    private final AddedTokenFinder rawTokens;
    private final AddedTokenFinder normalizedTokens;
    private final int padId;
    private final int startId;
    private final int endId;

    RobertaTokenizer(RobertaSettings settings) {
        this.settings = settings;
        vocabulary = settings.vocabulary();
        int unknown = settings.marksUnknown() ? id(settings.special().unknown()) : BytePairs.LEFT_OUT;
        pieces = new WordPieces(new BytePairs(vocabulary, settings.merges(), "", unknown));
        // Nothing is normalised, but the tokens that would be looked for afterwards are looked for afterwards.
        rawTokens = AddedTokenFinder.inRawText(vocabulary);
        normalizedTokens = AddedTokenFinder.inNormalizedText(vocabulary, content -> content);
        padId = id(settings.special().padding());
        startId = id(settings.special().start());
        endId = id(settings.special().end());
    }

    /// Reads a tokenizer from a directory with `tokenizer.json`, or else with `vocab.json` and `merges.txt`, or from
    /// `tokenizer.json` itself. A `tokenizer_config.json` beside the file is heeded.
    ///
    /// @throws dev.diptych.InvalidInputException if there is no such file, it is broken, holds another kind of
    ///     tokenizer, or lacks a special token
    public static RobertaTokenizer read(Path directoryOrFile) {
        return new RobertaTokenizer(RobertaTokenizerFiles.read(directoryOrFile));
    }

    @Override
    public int[] encode(String text, int maximumLength) {
        return ids(text).between(startId, endId, maximumLength);
    }

    @Override
    public List<String> tokens(String text) {
        return vocabulary.tokens(ids(text));
    }

    /// The text of these ids, special tokens left out. Spaces stay as they are; bytes that are not UTF-8 become U+FFFD.
    @Override
    public String decode(int[] ids) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int id : ids) {
            vocabulary.requireId(id);
            AddedToken added = vocabulary.addedToken(id);
            if (added == null) {
                bytes.writeBytes(ByteSymbols.bytes(vocabulary.token(id)));
            } else if (!added.special()) {
                bytes.writeBytes(added.content().getBytes(StandardCharsets.UTF_8));
            }
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    @Override
    public int vocabularySize() {
        return vocabulary.size();
    }

    @Override
    public int padId() {
        return padId;
    }

    @Override
    public int endId() {
        return endId;
    }

    @Override
    public String token(int id) {
        return vocabulary.token(id);
    }

    @Override
    public OptionalInt modelMaximumLength() {
        return settings.modelMaximumLength();
    }

    /// Writes `vocab.json`, `merges.txt`, `tokenizer.json` and `tokenizer_config.json` as Hugging Face's tokenizers
    /// read them; equal tokenizers give equal bytes.
    @Override
    public void save(Path directory) {
        RobertaTokenizerWriter.write(settings, directory);
    }

    /// The ids of a text's pieces, without the special tokens around it.
    private IntList ids(String text) {
        IntList ids = new IntList();
        rawTokens.split(
                text,
                part -> normalizedTokens.split(part, rest -> appendWords(rest, ids), token -> ids.add(token.id())),
                token -> ids.add(token.id()));
        return ids;
    }

    private void appendWords(String part, IntList ids) {
        String text = settings.prefixSpace() && !part.startsWith(" ") ? " " + part : part;
        ByteLevelWords.split(text, (start, end) -> pieces.append(text.substring(start, end), ids));
    }

    private int id(String token) {
        return vocabulary.id(token).orElseThrow();
    }
}
