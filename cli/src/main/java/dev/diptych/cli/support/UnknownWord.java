package dev.diptych.cli.support;

import dev.diptych.base.internal.NearestWord;
import java.util.Collection;

/// Advice for an unknown word on the command line.
public final class UnknownWord {

    private UnknownWord() {}

    /// `did you mean "retrieval"?`, or all known words if none is similar.
    public static String advice(String word, Collection<String> known) {
        return NearestWord.of(word, known)
                .map("did you mean \"%s\"?"::formatted)
                .orElseGet(() -> "expected one of " + String.join(", ", known));
    }
}
