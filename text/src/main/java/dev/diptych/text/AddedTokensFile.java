package dev.diptych.text;

import dev.diptych.text.internal.AddedToken;
import dev.diptych.text.internal.JsonPart;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/// Reads `added_tokens.json`, where Hugging Face's earlier releases wrote the tokens that a user added to a vocabulary.
final class AddedTokensFile {

    static final String NAME = "added_tokens.json";

    private AddedTokensFile() {}

    /// Returns the tokens of the file next to a vocabulary, or those that `tokenizer_config.json` lists, which replace
    /// the file.
    ///
    /// @param listed added tokens of `tokenizer_config.json`
    /// @param isSpecial whether a token is special: searched in the raw text, otherwise after normalisation
    static List<AddedToken> orElse(List<AddedToken> listed, Path vocabulary, Predicate<String> isSpecial) {
        Path file = vocabulary.resolveSibling(NAME);
        if (!listed.isEmpty() || !Files.exists(file)) {
            return listed;
        }
        List<AddedToken> tokens = new ArrayList<>();
        JsonPart.read(file).entries().forEach((content, id) -> {
            boolean special = isSpecial.test(content);
            tokens.add(new AddedToken(id.number(), content, false, false, false, !special, special));
        });
        return List.copyOf(tokens);
    }
}
