package dev.diptych.train.objective;

import dev.diptych.torch.Gradients;
import dev.diptych.torch.Libtorch;
import dev.diptych.torch.Operators;
import dev.diptych.torch.TensorScope;
import dev.diptych.torch.Tensors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SequencedMap;
import org.bytedeco.pytorch.Tensor;

/// Image-text matching: binary cross-entropy of the matching head on each pair of the batch, on each image with a hard
/// negative text and on each text with a hard negative image (Li et al., 2021, ALBEF).
///
/// Hard negatives are drawn from the softmax of the similarities, so that pairs that the contrastive loss confuses are
/// the most frequent; captions of the same image and captions with the same text are never drawn.
public record ImageTextMatching(MatchingHead head) implements Objective {

    @Override
    public SequencedMap<String, Tensor> parameters() {
        return head.parameters();
    }

    @Override
    public Terms compute(Features features) {
        Features.TokenStates tokens = features.tokens();
        if (tokens == null) {
            throw new IllegalArgumentException("image-text matching requires the token states of both encoders");
        }
        Candidates candidates = candidates(features);
        Tensor images = Tensors.index(candidates.images()); // [B]
        Tensor texts = Tensors.index(candidates.texts()); // [B]
        Libtorch.seed(features.key().with("fusion dropout"));
        Tensor logits = head.logits(
                Operators.select(tokens.image(), 0, images), // [B, T, Dv]
                Operators.select(tokens.text(), 0, texts), // [B, S, Dt]
                Operators.select(tokens.textMask(), 0, texts)); // [B, S] to [B, 2]
        return Terms.of("matching", Operators.crossEntropy(logits, Tensors.index(candidates.labels())));
    }

    private static Candidates candidates(Features features) {
        Pairing pairing = features.pairing();
        int[] imageOfText = pairing.imageOfText();
        var candidates = new CandidateList();
        int[] queries = pairing.queries();
        for (int text : queries) {
            candidates.add(imageOfText[text], text, 1);
        }
        int[] images = Arrays.stream(queries).map(text -> imageOfText[text]).toArray();
        PositiveIndex belonging = pairing.belonging(Positives.CAPTIONS_AND_SIBLINGS);
        int[] negativeTexts;
        int[] negativeImages;
        try (var _ = Gradients.disabled()) {
            Libtorch.seed(features.key().with("hard negatives"));
            negativeTexts = draw(
                    features.image(),
                    images,
                    features.text(),
                    belonging.textsOfImages(pairing.images()),
                    features.logitScale());
            negativeImages = draw(
                    features.text(),
                    queries,
                    features.image(),
                    belonging.imagesOfTexts(pairing.texts()),
                    features.logitScale());
        }
        for (int i = 0; i < queries.length; i++) {
            if (negativeTexts[i] >= 0) {
                candidates.add(imageOfText[queries[i]], negativeTexts[i], 0);
            }
            if (negativeImages[i] >= 0) {
                candidates.add(negativeImages[i], queries[i], 0);
            }
        }
        return candidates.toArrays();
    }

    // A negative candidate for each of these rows, drawn from the softmax of similarity over temperature.
    private static int[] draw(Tensor rows, int[] chosen, Tensor candidates, int[][] positives, Tensor logitScale) {
        int[] drawn = new int[chosen.length];
        int block = Math.max(1, RowBlocks.ELEMENTS / Math.toIntExact(candidates.size(0)));
        for (int from = 0; from < chosen.length; from += block) {
            int[] some = Arrays.copyOfRange(chosen, from, Math.min(chosen.length, from + block));
            try (var _ = TensorScope.open()) {
                Tensor logits = Operators.select(rows.detach(), 0, Tensors.index(some))
                        .matmul(candidates.detach().t())
                        .mul(logitScale.detach().exp()); // [B, C]
                int[][] own =
                        Arrays.stream(some).mapToObj(row -> positives[row]).toArray(int[][]::new);
                int[] columns = draw(BlockPositives.of(own, 0, logits).hidden(logits));
                System.arraycopy(columns, 0, drawn, from, columns.length);
            }
        }
        return drawn;
    }

    // A column for each row of logits [B, C], drawn from their softmax; −1 if a row has no negative. A row of NaN
    // draws any column: the loss is then also NaN and reported.
    private static int[] draw(Tensor logits) {
        Tensor best = Operators.maximum(logits, 1); // [B]
        boolean[] drawable = new boolean[(int) logits.size(0)];
        float[] largest = Tensors.floats(best);
        for (int i = 0; i < drawable.length; i++) {
            drawable[i] = Float.isFinite(largest[i]);
        }
        Tensor rows = Tensors.mask(drawable, drawable.length, 1); // [B, 1]
        Tensor weights = Operators.softmax(Operators.maskedFill(logits, rows.logical_not(), 0), 1); // [B, C]
        long[] drawn = Tensors.longs(Operators.sample(weights));
        int[] columns = new int[drawn.length];
        for (int i = 0; i < columns.length; i++) {
            columns[i] = largest[i] == Float.NEGATIVE_INFINITY ? -1 : (int) drawn[i];
        }
        return columns;
    }

    @SuppressWarnings("ArrayRecordComponent") // lives within one call
    private record Candidates(int[] images, int[] texts, int[] labels) {}

    private static final class CandidateList {
        private final List<int[]> rows = new ArrayList<>();

        void add(int image, int text, int label) {
            rows.add(new int[] {image, text, label});
        }

        Candidates toArrays() {
            return new Candidates(column(0), column(1), column(2));
        }

        private int[] column(int index) {
            return rows.stream().mapToInt(row -> row[index]).toArray();
        }
    }
}
