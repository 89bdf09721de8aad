package dev.diptych.evaluate.audit.vectors;

import dev.diptych.torch.Operators;
import dev.diptych.torch.Tensors;
import java.io.Serializable;
import org.bytedeco.pytorch.Tensor;

/// Moments of all vectors of a space, by which cosines are standardised on both sides, so that
/// generic captions have no advantage.
///
/// @param images of the images
/// @param texts of the texts
/// @param groups of the directions of the captions of an image together
public record EvidenceMoments(SimilarityMoments images, SimilarityMoments texts, SimilarityMoments groups)
        implements Serializable {

    private static final double LEAST_LENGTH = 1e-6;

    /// Compares images with texts, row by row.
    ///
    /// @param image [B, K] of unit length
    /// @param text [B, K] of unit length
    /// @param rest [B, K] sum of the other captions of the image; 0 if it has none
    public PairComparison compare(Tensor image, Tensor text, Tensor rest) {
        return compareDoubles(
                unit(Operators.toDouble(image)), unit(Operators.toDouble(text)), Operators.toDouble(rest));
    }

    // In float64, and with lengths of exactly 1: the cosines of an image or text can differ by little more than the
    // rounding of float32.
    private PairComparison compareDoubles(Tensor image, Tensor text, Tensor rest) {
        Tensor cosine = EmbeddingPair.products(image, text); // [B]
        Tensor others = unit(rest); // [B, K]
        Tensor agreement = EmbeddingPair.products(others, text); // [B]
        double[][] columns = {
            Tensors.doubles(texts.standardise(image, cosine)),
            Tensors.doubles(images.standardise(text, cosine)),
            Tensors.doubles(texts.standardise(others, agreement)),
            Tensors.doubles(groups.standardise(text, agreement))
        };
        double[][] evidence = new double[columns[0].length][PairComparison.WIDTH];
        for (int pair = 0; pair < evidence.length; pair++) {
            for (int column = 0; column < PairComparison.WIDTH; column++) {
                evidence[pair][column] = columns[column][pair];
            }
        }
        return new PairComparison(Tensors.doubles(cosine), evidence);
    }

    static Tensor unit(Tensor x) {
        return x.div(Operators.atLeast(Operators.euclideanNorm(x), LEAST_LENGTH));
    }
}
