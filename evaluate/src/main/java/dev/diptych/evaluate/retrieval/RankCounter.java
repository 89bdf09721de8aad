package dev.diptych.evaluate.retrieval;

import dev.diptych.torch.Comparisons;
import dev.diptych.torch.Gradients;
import dev.diptych.torch.Operators;
import dev.diptych.torch.ParallelWork;
import dev.diptych.torch.Precision;
import dev.diptych.torch.TensorScope;
import dev.diptych.torch.Tensors;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;

/// Counts, for every query of both directions, the candidates that score at least as high as the correct one.
///
/// One pass of float32 products S = texts · imagesᵀ, block by block, serves both directions: rows of a block are
/// compared with the score of each text's best correct image, columns with that of each image's best correct text.
///
/// Ties require care. A float32 product rounds differently with another kernel, position in a block or number of
/// threads, so a candidate with the same score as the correct one may be a last bit lower, and a constant model would
/// rank randomly or even first. Therefore a comparison is accepted only if it cannot be wrong: the true scores are
/// computed in float64, and a float32 score is off by at most P·2⁻²⁴ (P the width, all vectors of length 1), so
/// beyond that distance from the threshold the result is certain. The pairs within it, one in a thousand for random
/// vectors of width 512, are recomputed in float64, where [ExactScores#TIE] distinguishes rounding of 10⁻¹⁴ from a
/// difference; a block with many such pairs, as from a constant model, is recomputed completely. Counts are thus the
/// same for every block size, thread count and matrix library, at the cost of float32.
///
/// Strips of `block` texts are counted in parallel, each on one thread.
final class RankCounter {

    static final int BLOCK = 1024;

    /// With more than one uncertain pair in this many, a float64 product of the whole block is cheaper than single
    /// pairs.
    private static final int DENSE = 64;

    /// Pairs whose exact scores are computed at a time.
    private static final int PAIRS = 1 << 20;

    private final Embeddings embeddings;
    private final CorrectPairs correct;
    private final int block;
    private final double tolerance;
    private final double[] truth; // [M], each text with the best of its images
    private final double[] best; // [N], each image with the best of its texts
    private final int[] imagesAgainst; // [M]
    private final int[] textsAgainst; // [N]

    private RankCounter(Embeddings embeddings, int block) {
        this.embeddings = embeddings;
        this.correct = embeddings.correctPairs();
        this.block = block;
        // Slightly wider than the bound: lengths may be off by a hundredth, and thresholds are rounded to
        // float32.
        this.tolerance = 1.05 * (embeddings.image().size(1) + 4) * 0x1p-24;
        truth = new double[embeddings.texts()];
        best = new double[embeddings.images()];
        imagesAgainst = new int[embeddings.texts()];
        textsAgainst = new int[embeddings.images()];
        Arrays.fill(truth, Double.NaN);
        Arrays.fill(best, Double.NaN);
        findBest();
    }

    // Scores all correct pairs, some texts at a time.
    private void findBest() {
        for (int from = 0, to = 0; from < truth.length; from = to) {
            int pairs = 0;
            while (to < truth.length && (to == from || pairs + correct.images(to).length <= PAIRS)) {
                pairs += correct.images(to++).length;
            }
            int[] texts = IntStream.range(from, to)
                    .flatMap(t -> IntStream.range(0, correct.images(t).length).map(_ -> t))
                    .toArray();
            int[] images = IntStream.range(from, to)
                    .flatMap(t -> Arrays.stream(correct.images(t)))
                    .toArray();
            double[] scores = ExactScores.of(embeddings, images, texts);
            for (int p = 0; p < scores.length; p++) {
                truth[texts[p]] = larger(truth[texts[p]], scores[p]);
                best[images[p]] = larger(best[images[p]], scores[p]);
            }
        }
    }

    // NaN where both are.
    private static double larger(double a, double b) {
        return Double.isNaN(a) || b > a ? b : a;
    }

    static RetrievalRanks count(Embeddings embeddings, int block) {
        RankCounter counter = new RankCounter(embeddings, block);
        ParallelWork.run(Math.ceilDiv(embeddings.texts(), block), counter::countStrip);
        return counter.ranks();
    }

    private void countStrip(int strip) {
        int[] textsOfStrip = new int[textsAgainst.length]; // [N]
        try (var _ = Precision.FP32.enter();
                var _ = Gradients.disabled()) {
            for (int image = 0; image < embeddings.images(); image += block) {
                countBlock(strip * block, image, textsOfStrip);
            }
        }
        synchronized (textsAgainst) {
            Arrays.setAll(textsAgainst, i -> textsAgainst[i] + textsOfStrip[i]);
        }
    }

    private RetrievalRanks ranks() {
        int images = embeddings.images();
        int texts = embeddings.texts();
        int[] textToImage = new int[texts];
        for (int t = 0; t < texts; t++) {
            textToImage[t] = 1 + (Double.isNaN(truth[t]) ? images - correct.images(t).length : imagesAgainst[t]);
        }
        int[] imageToText = new int[images];
        for (int i = 0; i < images; i++) {
            int captions = correct.textCount(i);
            if (captions > 0) {
                imageToText[i] = 1 + (Double.isNaN(best[i]) ? texts - captions : textsAgainst[i]);
            }
        }
        return new RetrievalRanks(textToImage, imageToText);
    }

    private void countBlock(int firstText, int firstImage, int[] textsOfStrip) {
        int rows = Math.min(block, embeddings.texts() - firstText); // R
        int columns = Math.min(block, embeddings.images() - firstImage); // C
        try (var _ = TensorScope.open()) {
            Tensor texts = embeddings.text().narrow(0, firstText, rows); // [R, P]
            Tensor images = embeddings.image().narrow(0, firstImage, columns); // [C, P]
            int[] matching = matchingPairs(firstText, rows, firstImage, columns);
            Tensor scores = scores(texts, images, matching); // [R, C]
            float[] rowLimits = floats(limits(truth, firstText, rows, 0));
            float[] columnLimits = floats(limits(best, firstImage, columns, 0));
            ScoreScan scan = new ScoreScan(rowLimits, columnLimits, tolerance, rows * columns / DENSE);
            if (!scan.run(Tensors.buffer(scores))) {
                Tensor exact = scores(Operators.toDouble(texts), Operators.toDouble(images), matching);
                Tensor exactRow = Tensors.of(limits(truth, firstText, rows, ExactScores.TIE), rows, 1);
                Tensor exactColumn = Tensors.of(limits(best, firstImage, columns, ExactScores.TIE), 1, columns);
                add(imagesAgainst, firstText, columns, Tensors.floats(Comparisons.countBelow(exact, exactRow, 1)));
                add(textsOfStrip, firstImage, rows, Tensors.floats(Comparisons.countBelow(exact, exactColumn, 0)));
                return;
            }
            add(imagesAgainst, firstText, columns, scan.belowOfRow());
            add(textsOfStrip, firstImage, rows, scan.belowOfColumn());
            int[] doubtful = scan.doubtful();
            if (doubtful.length > 0) {
                float[] seen = Tensors.floats(Operators.select(scores.view(-1), 0, Tensors.index(doubtful)));
                int[] rowOf = Arrays.stream(doubtful).map(p -> p / columns).toArray();
                int[] columnOf = Arrays.stream(doubtful).map(p -> p % columns).toArray();
                double[] exact = ExactScores.of(
                        embeddings,
                        Arrays.stream(columnOf).map(c -> firstImage + c).toArray(),
                        Arrays.stream(rowOf).map(r -> firstText + r).toArray());
                for (int p = 0; p < doubtful.length; p++) {
                    int text = firstText + rowOf[p];
                    int image = firstImage + columnOf[p];
                    imagesAgainst[text] += correction(exact[p], truth[text], seen[p], rowLimits[rowOf[p]]);
                    textsOfStrip[image] += correction(exact[p], best[image], seen[p], columnLimits[columnOf[p]]);
                }
            }
        }
    }

    /// Products with matching pairs masked: negative infinity is below every threshold, so no correct candidate is
    /// counted.
    private static Tensor scores(Tensor texts, Tensor images, int[] matching) {
        Tensor scores = texts.matmul(images.t()); // [R, C]
        Comparisons.fillInPlace(scores, matching, Double.NEGATIVE_INFINITY);
        return scores;
    }

    private int[] matchingPairs(int firstText, int rows, int firstImage, int columns) {
        return IntStream.range(0, rows)
                .flatMap(r -> Arrays.stream(correct.images(firstText + r))
                        .filter(image -> image >= firstImage && image < firstImage + columns)
                        .map(image -> r * columns + image - firstImage))
                .toArray();
    }

    private static void add(int[] against, int first, int candidates, float[] below) {
        for (int i = 0; i < below.length; i++) {
            against[first + i] += candidates - (int) below[i];
        }
    }

    private static void add(int[] against, int first, int candidates, int[] below) {
        for (int i = 0; i < below.length; i++) {
            against[first + i] += candidates - below[i];
        }
    }

    /// Correction of the float32 result, which has already been counted, by the exact one.
    private static int correction(double exact, double limit, float seen, float seenLimit) {
        if (Double.isNaN(limit)) {
            return 0;
        }
        int verdict = exact < limit - ExactScores.TIE ? 0 : 1;
        return verdict - (seen < seenLimit ? 0 : 1);
    }

    /// Thresholds of one block; infinite, so that nothing is counted, if there is no correct candidate.
    private static double[] limits(double[] scores, int first, int count, double margin) {
        return Arrays.stream(scores, first, first + count)
                .map(score -> Double.isNaN(score) ? Double.POSITIVE_INFINITY : score - margin)
                .toArray();
    }

    private static float[] floats(double[] values) {
        float[] rounded = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            rounded[i] = (float) values[i];
        }
        return rounded;
    }
}
