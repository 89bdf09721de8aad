package dev.diptych.evaluate.audit;

import dev.diptych.torch.Operators;
import dev.diptych.torch.Tensors;
import java.util.Arrays;
import org.bytedeco.pytorch.Tensor;

/// Two linear projections of frozen features into a common space: canonical correlation analysis (Hotelling, 1936)
/// with ridge regularisation, in closed form and therefore deterministic. Directions are weighted by their canonical
/// correlation.
///
/// @param imageMean [1, Dv]
/// @param textMean [1, Dt]
/// @param image [Dv, K]
/// @param text [Dt, K]
record CanonicalHeads(Tensor imageMean, Tensor textMean, Tensor image, Tensor text) {

    private static final double RIDGE = 0.1; // as a share of the mean variance
    private static final int WIDEST = 128;
    private static final int BLOCK = 8192;

    /// Fits the projections to these pairs, in the enclosing scope.
    ///
    /// @param images the image of each pair, as a row of `features`
    /// @param texts the text of each pair
    static CanonicalHeads fit(PooledFeatures features, int[] images, int[] texts) {
        Tensor imageMean = mean(features.image(), images);
        Tensor textMean = mean(features.text(), texts);
        Tensor ofImages = Operators.toDouble(Tensors.zeros(imageMean.size(1), imageMean.size(1)));
        Tensor ofTexts = Operators.toDouble(Tensors.zeros(textMean.size(1), textMean.size(1)));
        Tensor between = Operators.toDouble(Tensors.zeros(imageMean.size(1), textMean.size(1)));
        for (int first = 0; first < images.length; first += BLOCK) {
            int end = Math.min(images.length, first + BLOCK);
            Tensor x = centred(features.image(), Arrays.copyOfRange(images, first, end), imageMean); // [B, Dv]
            Tensor y = centred(features.text(), Arrays.copyOfRange(texts, first, end), textMean); // [B, Dt]
            ofImages = ofImages.add(x.t().matmul(x));
            ofTexts = ofTexts.add(y.t().matmul(y));
            between = between.add(x.t().matmul(y));
        }
        Tensor whiteImages = whitening(Operators.scale(ofImages, 1.0 / images.length)); // [Dv, Dv]
        Tensor whiteTexts = whitening(Operators.scale(ofTexts, 1.0 / images.length)); // [Dt, Dt]
        Tensor correlation = whiteImages
                .matmul(Operators.scale(between, 1.0 / images.length))
                .matmul(whiteTexts);
        var parts = Operators.singularValues(correlation);
        long width = Math.min(WIDEST, parts.values().size(0));
        Tensor weights = parts.values().narrow(0, 0, width).sqrt(); // [K]
        return new CanonicalHeads(
                imageMean,
                textMean,
                whiteImages.matmul(parts.left().narrow(1, 0, width)).mul(weights),
                whiteTexts.matmul(parts.right().narrow(0, 0, width).t()).mul(weights));
    }

    /// These images and texts in the common space.
    EmbeddingPair apply(PooledFeatures features) {
        return new EmbeddingPair(head(features.image(), imageMean, image), head(features.text(), textMean, text));
    }

    private static Tensor head(Tensor pooled, Tensor mean, Tensor head) {
        Tensor moved = Operators.toDouble(pooled).sub(mean).matmul(head); // [B, K]
        Tensor length = Operators.atLeast(Operators.euclideanNorm(moved), 1e-12);
        return Operators.toFloat(moved.div(length));
    }

    private static Tensor mean(Tensor features, int[] rows) {
        Tensor sum = Operators.toDouble(Tensors.zeros(1, features.size(1)));
        for (int first = 0; first < rows.length; first += BLOCK) {
            int[] some = Arrays.copyOfRange(rows, first, Math.min(rows.length, first + BLOCK));
            sum = sum.add(Operators.sum(Operators.toDouble(EmbeddingPair.rows(features, some)), 0, true));
        }
        return Operators.scale(sum, 1.0 / rows.length);
    }

    private static Tensor centred(Tensor features, int[] rows, Tensor mean) {
        return Operators.toDouble(EmbeddingPair.rows(features, rows)).sub(mean);
    }

    // The symmetric inverse square root.
    private static Tensor whitening(Tensor covariance) {
        long width = covariance.size(0);
        double variance = Tensors.item(covariance.diagonal().sum()) / width;
        Tensor ridge = Operators.toDouble(Tensors.ones(width)).diag();
        var parts = Operators.eigenvalues(covariance.add(Operators.scale(ridge, Math.max(RIDGE * variance, 1e-12))));
        return parts.vectors()
                .mul(parts.values().rsqrt())
                .matmul(parts.vectors().t());
    }
}
