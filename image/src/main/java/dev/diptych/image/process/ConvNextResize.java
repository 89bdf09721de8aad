package dev.diptych.image.process;

import dev.diptych.image.resample.Resampling;
import java.util.List;

/// Preprocessing of Hugging Face's `ConvNextImageProcessor`: below 384 pixels the shortest edge is resized to size /
/// `crop_pct`, and the centre is cropped to the size; from 384 pixels the image is resized to a square.
final class ConvNextResize {

    static final String TYPE = "ConvNextImageProcessor";
    static final String KEY = "crop_pct";

    static final double SHARE = 224.0 / 256;

    private static final int SQUARE_FROM = 384;
    private static final List<Double> IMAGENET_MEAN = List.of(0.485, 0.456, 0.406);
    private static final List<Double> IMAGENET_DEVIATION = List.of(0.229, 0.224, 0.225);

    private ConvNextResize() {}

    /// Settings that a file may omit.
    static ImageProcessor defaults() {
        return new ImageProcessor(
                TYPE,
                true,
                new ResizeRule.ShortestEdge(SQUARE_FROM, 0),
                Resampling.BICUBIC,
                false,
                SQUARE_FROM,
                SQUARE_FROM,
                true,
                1 / 255.0,
                true,
                IMAGENET_MEAN,
                IMAGENET_DEVIATION,
                true);
    }

    /// Returns the same preprocessing as separate steps, which a `CLIPImageProcessor` performs.
    ///
    /// @param read settings of the file; its size is the `size` of the file
    static ImageProcessor asSteps(ImageProcessor read, int size, double share) {
        boolean crops = read.doResize() && size < SQUARE_FROM;
        return new ImageProcessor(
                "CLIPImageProcessor",
                read.doResize(),
                crops ? new ResizeRule.ShortestEdge((int) (size / share), 0) : new ResizeRule.Exact(size, size),
                read.resampling(),
                crops,
                size,
                size,
                read.doRescale(),
                read.rescaleFactor(),
                read.doNormalise(),
                read.mean(),
                read.deviation(),
                read.convertRgb());
    }
}
