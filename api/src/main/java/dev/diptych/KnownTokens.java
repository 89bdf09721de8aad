package dev.diptych;

import dev.diptych.base.InvalidInputException;
import dev.diptych.text.Tokenizer;
import java.util.Arrays;
import java.util.OptionalInt;

/// Checks that a model knows something of a query.
final class KnownTokens {

    private KnownTokens() {}

    /// @param longest maximum number of tokens of a text
    /// @throws InvalidInputException if the text has no token, or only tokens that the vocabulary lacks
    static void require(String text, Tokenizer tokenizer, int longest) {
        int[] ids = tokenizer.encode(text, longest);
        int[] inner = Arrays.copyOfRange(ids, 1, Math.max(1, ids.length - 1)); // without the special tokens around
        if (inner.length == 0) {
            throw new InvalidInputException("the query text \"" + text + "\" contains no token; search for a text");
        }
        OptionalInt unknown = tokenizer.unknownId();
        if (unknown.isPresent() && Arrays.stream(inner).allMatch(id -> id == unknown.getAsInt())) {
            throw new InvalidInputException("the vocabulary of the model contains no token of the query text \"" + text
                    + "\"; use words of the captions that it was trained with");
        }
    }
}
