package dev.diptych.text;

import dev.diptych.text.internal.AddedTokenFinder;
import dev.diptych.text.internal.IntList;
import dev.diptych.text.internal.WordPieceTrie;
import dev.diptych.text.internal.WordSplitter;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;

/// BERT's tokenizer: normalises, splits into words, and splits each word into the longest known pieces.
///
/// Produces the ids of Hugging Face's `BertTokenizer`. Immutable; thread-safe.
public final class BertTokenizer extends VocabularyTokenizer {

    private final BertSettings settings;
    private final BertNormalizer normalizer;
    private final WordPieceTrie trie;
    private final AddedTokenFinder rawTokens;
    private final AddedTokenFinder normalizedTokens;
    private final BertDecoder decoder;
    private final int unknownId;

    BertTokenizer(BertSettings settings) {
        super(
                settings.vocabulary(),
                settings.special().start(),
                settings.special().end(),
                settings.special().padding(),
                settings.modelMaximumLength());
        this.settings = settings;
        normalizer = new BertNormalizer(settings.normalization());
        trie = new WordPieceTrie(vocabulary().pieces());
        rawTokens = AddedTokenFinder.inRawText(vocabulary());
        normalizedTokens = AddedTokenFinder.inNormalizedText(vocabulary(), this::normalized);
        unknownId = id(settings.special().unknown());
        decoder = new BertDecoder(vocabulary(), settings.special());
    }

    /// Reads a tokenizer from a directory with `tokenizer.json`, or else with `vocab.txt`, or from either file
    /// itself. A `tokenizer_config.json` next to the file is taken into account.
    ///
    /// @throws dev.diptych.base.InvalidInputException if the file does not exist, is invalid, contains another
    ///     kind of tokenizer, or lacks a special token
    public static BertTokenizer read(Path directoryOrFile) {
        return new BertTokenizer(BertTokenizerFiles.read(directoryOrFile));
    }

    /// Creates a tokenizer of these tokens, in the order of their ids, for example those of [WordPieceTrainer].
    ///
    /// @throws dev.diptych.base.InvalidInputException if a token is repeated or a special token is missing
    public static BertTokenizer of(List<String> vocabulary, BertNormalization normalization) {
        return new BertTokenizer(VocabularyText.settings(
                vocabulary, normalization, "the vocabulary", id -> "the vocabulary's token %d".formatted(id)));
    }

    /// Returns a tokenizer with the same vocabulary and another normalisation.
    public BertTokenizer with(BertNormalization normalization) {
        return new BertTokenizer(new BertSettings(
                vocabulary(), settings.special(), normalization, settings.wordLimit(), settings.modelMaximumLength()));
    }

    @Override
    public OptionalInt unknownId() {
        return OptionalInt.of(unknownId);
    }

    @Override
    public String decode(int[] ids) {
        return decoder.decode(ids);
    }

    public BertNormalization normalization() {
        return settings.normalization();
    }

    /// Writes `vocab.txt`, `tokenizer.json` and `tokenizer_config.json` in Hugging Face format; equal tokenizers
    /// give equal bytes.
    @Override
    public void save(Path directory) {
        BertTokenizerWriter.write(settings, directory);
    }

    @Override
    IntList pieces(String text) {
        IntList ids = new IntList();
        int from = 0;
        for (var match = rawTokens.find(text, 0); match != null; match = rawTokens.find(text, from)) {
            append(text, from, match.start(), ids);
            ids.add(match.token().id());
            from = match.end();
        }
        append(text, from, text.length(), ids);
        return ids;
    }

    /// Appends the ids of a range of raw text without added tokens.
    private void append(String text, int start, int end, IntList ids) {
        if (start == end) {
            return;
        }
        char[] units = normalizer.normalize(text, start, end);
        if (normalizedTokens.isEmpty()) {
            appendWords(units, ids);
            return;
        }
        String normalized = new String(units);
        int from = 0;
        for (var match = normalizedTokens.find(normalized, 0);
                match != null;
                match = normalizedTokens.find(normalized, from)) {
            appendWords(normalized.substring(from, match.start()).toCharArray(), ids);
            ids.add(match.token().id());
            from = match.end();
        }
        appendWords(normalized.substring(from).toCharArray(), ids);
    }

    private void appendWords(char[] units, IntList ids) {
        int limit = settings.wordLimit();
        WordSplitter.split(units, (text, start, end) -> {
            if (end - start > limit && Character.codePointCount(text, start, end - start) > limit) {
                ids.add(unknownId);
            } else {
                trie.append(text, start, end, unknownId, ids);
            }
        });
    }

    private String normalized(String text) {
        return new String(normalizer.normalize(text, 0, text.length()));
    }
}
