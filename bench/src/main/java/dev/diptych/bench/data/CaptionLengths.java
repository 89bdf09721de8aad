package dev.diptych.bench.data;

import dev.diptych.data.Caption;
import dev.diptych.data.Pairs;
import dev.diptych.data.format.DataLocation;
import dev.diptych.data.format.DataSets;
import dev.diptych.text.BertNormalization;
import dev.diptych.text.BertTokenizer;
import dev.diptych.text.TokenBatch;
import dev.diptych.text.WordPieceTrainer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Numbers of tokens of captions, including special tokens.
public final class CaptionLengths {

    /// The maximum number of tokens of a caption.
    public static final int LONGEST = 32;

    /// Typical lengths of captions of photographs: 14 on average.
    private static final int[] USUAL = {13, 10, 17, 12, 20, 11, 14, 9, 15, 13, 18, 11, 16, 12, 19, 14};

    private static final int VOCABULARY = 30_000;

    private CaptionLengths() {}

    /// The lengths of a folder's captions, with a vocabulary built from them, or typical lengths without a folder.
    public static int[] real(@Nullable Path data) {
        if (data == null) {
            return USUAL.clone();
        }
        Pairs pairs = DataSets.read(DataLocation.of(data)).pairs();
        List<String> texts = pairs.captions().stream().map(Caption::text).toList();
        BertTokenizer tokenizer =
                BertTokenizer.of(WordPieceTrainer.build(texts, VOCABULARY, true), BertNormalization.uncased());
        return texts.stream()
                .mapToInt(text -> tokenizer.encode(text, LONGEST).length)
                .toArray();
    }

    /// All captions at the maximum length.
    public static int[] fixed() {
        return new int[] {LONGEST};
    }

    /// The lengths of the texts of a batch.
    public static int[] of(TokenBatch batch) {
        int[] lengths = new int[batch.size()];
        for (int m = 0; m < lengths.length; m++) {
            lengths[m] = (int) Arrays.stream(batch.mask(), m * batch.length(), (m + 1) * batch.length())
                    .sum();
        }
        return lengths;
    }
}
