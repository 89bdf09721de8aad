package dev.diptych.text;

import dev.diptych.text.internal.SpecialTokens;
import dev.diptych.text.internal.Vocabulary;
import dev.diptych.text.internal.WordPieceTrie;
import java.util.HashMap;
import java.util.Map;

/// Joins tokens to a text, with Hugging Face's rules for the spaces between English words and punctuation. Immutable.
final class BertDecoder {

    private final Vocabulary vocabulary;
    private final Map<Integer, Boolean> wholeTokens = new HashMap<>(); // id -> skipped

    BertDecoder(Vocabulary vocabulary, SpecialTokens special) {
        this.vocabulary = vocabulary;
        vocabulary.added().forEach(token -> wholeTokens.put(token.id(), token.special()));
        special.all().forEach(name -> vocabulary.id(name).ifPresent(id -> wholeTokens.put(id, true)));
    }

    String decode(int[] ids) {
        StringBuilder text = new StringBuilder();
        boolean continuable = false; // whether a continuation may follow the previous token
        for (int id : ids) {
            vocabulary.requireId(id);
            if (wholeTokens.getOrDefault(id, false)) {
                continue;
            }
            String token = vocabulary.token(id);
            boolean whole = wholeTokens.containsKey(id);
            if (continuable && !whole && token.startsWith(WordPieceTrie.CONTINUATION)) {
                text.append(token, WordPieceTrie.CONTINUATION.length(), token.length());
            } else {
                if (!text.isEmpty()) {
                    text.append(' ');
                }
                text.append(token);
                continuable = !whole;
            }
        }
        return cleanUp(text.toString());
    }

    // The same replacements in the same order as Hugging Face's clean_up_tokenization.
    static String cleanUp(String text) {
        return text.replace(" .", ".")
                .replace(" ?", "?")
                .replace(" !", "!")
                .replace(" ,", ",")
                .replace(" ' ", "'")
                .replace(" n't", "n't")
                .replace(" 'm", "'m")
                .replace(" 's", "'s")
                .replace(" 've", "'ve")
                .replace(" 're", "'re");
    }
}
