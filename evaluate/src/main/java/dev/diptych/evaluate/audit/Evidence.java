package dev.diptych.evaluate.audit;

import dev.diptych.torch.Operators;
import dev.diptych.torch.TensorScope;
import dev.diptych.torch.Tensors;
import java.util.Arrays;
import org.bytedeco.pytorch.Tensor;

/// Evidence that a text matches an image: one row of features per pair, each larger for matching pairs.
///
/// Cosines are standardised on both sides, by those of the image with all texts and of the text with all images, so
/// that generic captions have no advantage. If the image has other captions, the text is also compared with them, by
/// embedding and by rare words.
final class Evidence {

    /// Features per pair: image and text standardised on either side, text and other captions
    /// standardised on either side, their words, and whether there are other captions.
    static final int WIDTH = 6;

    private static final int BLOCK = 8192;

    private Evidence() {}

    /// @param space embeddings of the images and texts
    /// @param imageOfText the image of each text
    /// @param words words of all texts of the data set
    /// @param numbers indices of these texts in the whole data set
    /// @return [pairs][WIDTH]
    static double[][] of(
            EmbeddingPair space, int[] imageOfText, PairAssignment placement, WordOverlap words, int[] numbers) {
        double[][] evidence = new double[placement.size()][WIDTH];
        SimilarityMoments texts = SimilarityMoments.of(space.text());
        SimilarityMoments images = SimilarityMoments.of(space.image());
        long count = space.image().size(0);
        Tensor sums = Operators.sumRows(space.text(), Tensors.index(imageOfText), count); // [N, K]
        int[] captioned = Arrays.stream(imageOfText).distinct().toArray();
        SimilarityMoments groups = SimilarityMoments.of(unit(EmbeddingPair.rows(sums, captioned)));
        int[][] siblings = placement.siblings(imageOfText, Math.toIntExact(count));
        for (int first = 0; first < placement.size(); first += BLOCK) {
            try (var _ = TensorScope.open()) {
                int end = Math.min(placement.size(), first + BLOCK);
                Tensor image =
                        EmbeddingPair.rows(space.image(), Arrays.copyOfRange(placement.images(), first, end)); // [B, K]
                Tensor text =
                        EmbeddingPair.rows(space.text(), Arrays.copyOfRange(placement.texts(), first, end)); // [B, K]
                Tensor cosine = EmbeddingPair.products(image, text); // [B]
                Tensor rest = EmbeddingPair.rows(sums, Arrays.copyOfRange(placement.images(), first, end))
                        .sub(EmbeddingPair.rows(space.text(), Arrays.copyOfRange(placement.replaced(), first, end)));
                Tensor others = unit(rest); // [B, K]
                Tensor agreement = EmbeddingPair.products(others, text); // [B]
                put(evidence, first, 0, texts.standardise(image, cosine));
                put(evidence, first, 1, images.standardise(text, cosine));
                put(evidence, first, 2, texts.standardise(others, agreement));
                put(evidence, first, 3, groups.standardise(text, agreement));
            }
        }
        for (int pair = 0; pair < placement.size(); pair++) {
            if (siblings[pair].length == 0) {
                evidence[pair][2] = 0;
                evidence[pair][3] = 0;
            } else {
                int[] others =
                        Arrays.stream(siblings[pair]).map(text -> numbers[text]).toArray();
                evidence[pair][4] = words.agreement(numbers[placement.texts()[pair]], others);
                evidence[pair][5] = 1;
            }
        }
        return evidence;
    }

    private static Tensor unit(Tensor x) {
        return x.div(Operators.atLeast(Operators.euclideanNorm(x), 1e-6));
    }

    private static void put(double[][] evidence, int first, int column, Tensor values) {
        double[] all = Tensors.doubles(values);
        for (int i = 0; i < all.length; i++) {
            evidence[first + i][column] = all[i];
        }
    }
}
