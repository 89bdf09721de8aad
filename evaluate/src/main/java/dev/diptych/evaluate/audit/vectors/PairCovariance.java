package dev.diptych.evaluate.audit.vectors;

import dev.diptych.torch.Operators;
import dev.diptych.torch.TensorScope;
import dev.diptych.torch.Tensors;
import java.io.Serializable;
import java.util.Arrays;
import org.bytedeco.pytorch.Tensor;

/// Sums over the features of pairs, in float64, to which [CanonicalHeads] are fitted. Sums of
/// several parts of the data can be added. Not thread-safe.
public final class PairCovariance implements Serializable {

    private static final long serialVersionUID = 1;
    private static final double RIDGE = 0.1; // as a share of the mean variance
    private static final double LEAST_RIDGE = 1e-12;
    private static final int WIDEST = 128;
    private static final int BLOCK = 8192;

    private double[] images = {}; // sums [Dv]
    private double[] texts = {}; // sums [Dt]
    private double[] ofImages = {}; // products [Dv·Dv]
    private double[] ofTexts = {}; // products [Dt·Dt]
    private double[] between = {}; // products [Dv·Dt]
    private long count;

    /// Fits projections to some pairs of features in memory.
    ///
    /// @param images the image of each pair, as a row of `features`
    /// @param texts the text of each pair
    static CanonicalHeads fit(PooledFeatures features, int[] images, int[] texts) {
        PairCovariance sums = new PairCovariance();
        for (int first = 0; first < images.length; first += BLOCK) {
            int end = Math.min(images.length, first + BLOCK);
            try (var _ = TensorScope.open()) {
                sums.add(
                        EmbeddingPair.rows(features.image(), Arrays.copyOfRange(images, first, end)),
                        EmbeddingPair.rows(features.text(), Arrays.copyOfRange(texts, first, end)));
            }
        }
        return sums.heads();
    }

    /// Adds pairs.
    ///
    /// @param image features of the image of each pair, [B, Dv]
    /// @param text features of the text of each pair, [B, Dt]
    /// @return this object
    public PairCovariance add(Tensor image, Tensor text) {
        try (var _ = TensorScope.open()) {
            Tensor x = Operators.toDouble(image);
            Tensor y = Operators.toDouble(text);
            images = MomentSums.sum(images, Tensors.doubles(Operators.sum(x, 0, false)));
            texts = MomentSums.sum(texts, Tensors.doubles(Operators.sum(y, 0, false)));
            ofImages = MomentSums.sum(ofImages, Tensors.doubles(x.t().matmul(x)));
            ofTexts = MomentSums.sum(ofTexts, Tensors.doubles(y.t().matmul(y)));
            between = MomentSums.sum(between, Tensors.doubles(x.t().matmul(y)));
        }
        count += image.size(0);
        return this;
    }

    /// Adds the sums of other pairs.
    ///
    /// @return this object
    public PairCovariance add(PairCovariance others) {
        images = MomentSums.sum(images, others.images);
        texts = MomentSums.sum(texts, others.texts);
        ofImages = MomentSums.sum(ofImages, others.ofImages);
        ofTexts = MomentSums.sum(ofTexts, others.ofTexts);
        between = MomentSums.sum(between, others.between);
        count += others.count;
        return this;
    }

    /// Fits the projections to the pairs added so far, at least one.
    public CanonicalHeads heads() {
        try (var _ = TensorScope.open()) {
            Tensor imageMean = mean(images);
            Tensor textMean = mean(texts);
            Tensor whiteImages = whitening(covariance(ofImages, imageMean, imageMean)); // [Dv, Dv]
            Tensor whiteTexts = whitening(covariance(ofTexts, textMean, textMean)); // [Dt, Dt]
            var parts = Operators.singularValues(
                    whiteImages.matmul(covariance(between, imageMean, textMean)).matmul(whiteTexts));
            long width = Math.min(WIDEST, parts.values().size(0));
            Tensor weights = parts.values().narrow(0, 0, width).sqrt(); // [K]
            return new CanonicalHeads(
                    new LinearHead(
                            Tensors.doubles(imageMean),
                            Tensors.doubles(whiteImages
                                    .matmul(parts.left().narrow(1, 0, width))
                                    .mul(weights))),
                    new LinearHead(
                            Tensors.doubles(textMean),
                            Tensors.doubles(whiteTexts
                                    .matmul(parts.right().narrow(0, 0, width).t())
                                    .mul(weights))));
        }
    }

    private Tensor mean(double[] sums) { // [1, D]
        return Operators.scale(Tensors.of(sums, 1, sums.length), 1.0 / count);
    }

    private Tensor covariance(double[] products, Tensor left, Tensor right) { // [1, A], [1, B] to [A, B]
        return Operators.scale(Tensors.of(products, left.size(1), right.size(1)), 1.0 / count)
                .sub(left.t().matmul(right));
    }

    // The symmetric inverse square root.
    private static Tensor whitening(Tensor covariance) {
        long width = covariance.size(0);
        double variance = Tensors.item(covariance.diagonal().sum()) / width;
        Tensor ridge = Operators.toDouble(Tensors.ones(width)).diag();
        var parts =
                Operators.eigenvalues(covariance.add(Operators.scale(ridge, Math.max(RIDGE * variance, LEAST_RIDGE))));
        return parts.vectors()
                .mul(parts.values().rsqrt())
                .matmul(parts.vectors().t());
    }
}
