package dev.diptych.text;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;

/// Turns texts into token ids and back. Implementations are immutable and may be used from any thread.
public interface Tokenizer {

    /// The ids of a text with the special tokens around it, at most `maximumLength` (at least 2) of them; a longer text
    /// loses its end but keeps the end token.
    int[] encode(String text, int maximumLength);

    /// The pieces of a text, without the special tokens around it and not truncated: for showing.
    List<String> tokens(String text);

    /// The text of these ids, special tokens left out.
    String decode(int[] ids);

    /// One more than the highest id.
    int vocabularySize();

    /// The id that fills a row after its text.
    int padId();

    /// The id of the token after a text.
    int endId();

    /// The token with this id, from 0 to [#vocabularySize()] - 1.
    String token(int id);

    /// The longest input of the model it was made for, in tokens, where its files say so.
    OptionalInt modelMaximumLength();

    /// Reads whatever tokenizer a directory holds (`tokenizer.json`, `vocab.txt`, or `vocab.json` with
    /// `merges.txt`), or the one in a `tokenizer.json` or `vocab.txt`.
    ///
    /// @throws dev.diptych.base.InvalidInputException if there is no such file, it is broken, or of another
    ///     kind than
    ///     BERT's, RoBERTa's and CLIP's
    static Tokenizer read(Path directoryOrFile) {
        return TokenizerFiles.read(directoryOrFile);
    }

    /// Writes the files from which the same tokenizer is read again, replacing older ones; creates the directory.
    void save(Path directory);

    /// The texts as rows of one batch, each truncated to `maximumLength` tokens (and to the padding's, where that is
    /// fixed and smaller).
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
