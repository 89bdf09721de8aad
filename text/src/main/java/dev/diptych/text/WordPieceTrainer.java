package dev.diptych.text;

import dev.diptych.base.InvalidInputException;
import dev.diptych.text.internal.PieceJoiner;
import dev.diptych.text.internal.SpecialTokens;
import dev.diptych.text.internal.WordPieceTrie;
import dev.diptych.text.internal.WordSplitter;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// Builds a WordPiece vocabulary from texts.
///
/// Starts from single characters and repeatedly joins the most frequent pair of neighbouring pieces, counting each
/// word as often as it occurs. The score is thus plain frequency, as in byte-pair encoding (Sennrich, Haddow and
/// Birch, 2016) and in Hugging Face's WordPiece trainer, not the likelihood gain of the original WordPiece paper. Ties
/// are resolved by the order of the pairs as text (left piece, then right piece, by UTF-16 units). The order of the
/// texts does not matter.
public final class WordPieceTrainer {

    private WordPieceTrainer() {}

    /// The tokens of a vocabulary, ids in order: `[PAD] [UNK] [CLS] [SEP] [MASK]`, each character seen, by code
    /// point, each character as a continuation (`##e`), then the joined pieces as they were found. The list is
    /// shorter than `size` when every word has become one piece.
    ///
    /// @param corpus read once
    /// @param size the most tokens wanted
    /// @param lowerCase normalise as [BertNormalization#uncased()], else as [BertNormalization#cased()]; the
    ///     tokenizer must do the same
    /// @throws InvalidInputException if the corpus holds no word, or more characters than `size` has room for
    public static List<String> build(Iterable<String> corpus, int size, boolean lowerCase) {
        Map<String, Long> words = count(corpus, lowerCase ? BertNormalization.uncased() : BertNormalization.cased());
        if (words.isEmpty()) {
            throw new InvalidInputException("The texts for a vocabulary contain no words; provide texts with words");
        }
        Set<String> tokens = new LinkedHashSet<>(SpecialTokens.BERT.all());
        Set<Integer> characters = new TreeSet<>();
        words.keySet().forEach(word -> word.codePoints().forEach(characters::add));
        int least = tokens.size() + 2 * characters.size();
        if (size < least) {
            throw new InvalidInputException(
                    "A vocabulary of %d tokens has no room for %d special tokens and %d characters in two forms; request at least %d"
                            .formatted(size, tokens.size(), characters.size(), least));
        }
        characters.forEach(character -> tokens.add(Character.toString(character)));
        characters.forEach(character -> tokens.add(WordPieceTrie.CONTINUATION + Character.toString(character)));
        PieceJoiner joiner = new PieceJoiner(words);
        while (tokens.size() < size) {
            String joined = joiner.join();
            if (joined == null) {
                break;
            }
            tokens.add(joined); // different merges may yield the same token
        }
        return List.copyOf(tokens);
    }

    private static Map<String, Long> count(Iterable<String> corpus, BertNormalization normalization) {
        BertNormalizer normalizer = new BertNormalizer(normalization);
        Map<String, Long> counts = new HashMap<>();
        for (String text : corpus) {
            WordSplitter.split(normalizer.normalize(text, 0, text.length()), (units, start, end) -> {
                if (Character.codePointCount(units, start, end - start) <= BertSettings.WORD_LIMIT) {
                    counts.merge(new String(units, start, end - start), 1L, Long::sum);
                }
            });
        }
        return counts;
    }
}
