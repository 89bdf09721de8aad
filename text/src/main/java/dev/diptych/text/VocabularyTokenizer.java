package dev.diptych.text;

import dev.diptych.text.internal.IntList;
import dev.diptych.text.internal.Vocabulary;
import java.util.List;
import java.util.OptionalInt;

/// Common part of the tokenizers: a vocabulary, and a token before and after each text.
abstract sealed class VocabularyTokenizer implements Tokenizer permits BertTokenizer, ClipTokenizer, RobertaTokenizer {

    private final Vocabulary vocabulary;
    private final OptionalInt modelMaximumLength;
    private final int startId;
    private final int endId;
    private final int padId;

    /// @param start token before a text; the vocabulary contains all three tokens
    /// @param end token after a text
    /// @param padding padding token
    VocabularyTokenizer(
            Vocabulary vocabulary, String start, String end, String padding, OptionalInt modelMaximumLength) {
        this.vocabulary = vocabulary;
        this.modelMaximumLength = modelMaximumLength;
        startId = vocabulary.id(start).orElseThrow();
        endId = vocabulary.id(end).orElseThrow();
        padId = vocabulary.id(padding).orElseThrow();
    }

    /// Returns the ids of a text's pieces, without the special tokens around it.
    abstract IntList pieces(String text);

    final Vocabulary vocabulary() {
        return vocabulary;
    }

    final int startId() {
        return startId;
    }

    /// Returns the id of a token of the vocabulary.
    final int id(String token) {
        return vocabulary.id(token).orElseThrow();
    }

    @Override
    public final int[] encode(String text, int maximumLength) {
        return pieces(text).between(startId, endId, maximumLength);
    }

    @Override
    public final List<String> tokens(String text) {
        return vocabulary.tokens(pieces(text));
    }

    @Override
    public final int vocabularySize() {
        return vocabulary.size();
    }

    @Override
    public final int firstAddedId() {
        return vocabulary.pieces().size();
    }

    @Override
    public final int padId() {
        return padId;
    }

    @Override
    public final int endId() {
        return endId;
    }

    @Override
    public final String token(int id) {
        return vocabulary.token(id);
    }

    @Override
    public final OptionalInt modelMaximumLength() {
        return modelMaximumLength;
    }
}
