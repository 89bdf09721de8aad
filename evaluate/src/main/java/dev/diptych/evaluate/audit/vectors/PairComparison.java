package dev.diptych.evaluate.audit.vectors;

/// Agreement of images and texts, and of texts and the other captions of these images.
///
/// @param cosines cosine of image and text, `[pairs]`
/// @param evidence `[pairs][4]`: that cosine in standard deviations above the mean cosine of the
///     image with all texts, and above that of the text with all images; the cosine of the text
///     and the sum of the other captions, in the same way. The last two have no meaning without
///     other captions
@SuppressWarnings("ArrayRecordComponent") // read only
public record PairComparison(double[] cosines, double[][] evidence) {

    /// Number of columns of the evidence.
    public static final int WIDTH = 4;
}
