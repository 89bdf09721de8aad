package dev.diptych.text;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;

/// Converts texts to token ids and back. Implementations are immutable and thread-safe.
public interface Tokenizer {

    /// Encodes a text to ids with special tokens around it, at most `maximumLength` (at least 2); a longer text is
    /// truncated but keeps the end token.
    int[] encode(String text, int maximumLength);

    /// Splits a text into pieces for display, without special tokens and truncation.
    List<String> tokens(String text);

    /// Decodes ids to a text, without special tokens.
    String decode(int[] ids);

    /// One more than the highest id.
    int vocabularySize();

    /// The first id after the vocabulary's own tokens; this and higher ones are those of tokens that a user added.
    int firstAddedId();

    /// Id of the padding token.
    int padId();

    /// Id of the unknown token, for pieces that are not in the vocabulary; empty if there is none.
    OptionalInt unknownId();

    /// Id of the token after a text.
    int endId();

    /// Returns the token with this id, from 0 to [#vocabularySize()] - 1.
    String token(int id);

    /// Maximum input length of its model in tokens, if the files specify it.
    OptionalInt modelMaximumLength();

    /// Reads the tokenizer in a directory (`tokenizer.json`, `vocab.txt`, or `vocab.json` with `merges.txt`), or
    /// in a `tokenizer.json` or `vocab.txt`.
    ///
    /// @throws dev.diptych.base.InvalidInputException if the file does not exist, is invalid, or is not a
    ///     tokenizer of BERT's, RoBERTa's or CLIP's kind
    static Tokenizer read(Path directoryOrFile) {
        return TokenizerFiles.read(directoryOrFile);
    }

    /// Writes the files of this tokenizer, replacing existing ones; creates the directory.
    void save(Path directory);

    /// Encodes texts as rows of one batch, each truncated to `maximumLength` tokens (and to the padding's length,
    /// if it is fixed and smaller).
    default TokenBatch batch(List<String> texts, int maximumLength, Padding padding) {
        int limit = switch (padding) {
            case Padding.Longest _ -> maximumLength;
            case Padding.Fixed fixed -> Math.min(maximumLength, fixed.length());
        };
        List<int[]> rows = new ArrayList<>(texts.size());
        int longest = 0;
        for (String text : texts) {
            int[] row = encode(text, limit);
            rows.add(row);
            longest = Math.max(longest, row.length);
        }
        int length = switch (padding) {
            case Padding.Longest _ -> longest;
            case Padding.Fixed fixed -> fixed.length();
        };
        long[] ids = new long[Math.multiplyExact(rows.size(), length)]; // [M, T]
        long[] mask = new long[ids.length]; // [M, T]
        Arrays.fill(ids, padId());
        for (int m = 0; m < rows.size(); m++) {
            int[] row = rows.get(m);
            for (int t = 0; t < row.length; t++) {
                ids[m * length + t] = row[t];
                mask[m * length + t] = 1;
            }
        }
        return new TokenBatch(rows.size(), length, ids, mask);
    }
}
