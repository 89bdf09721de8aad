package dev.diptych.image.internal.jpeg;

import static org.bytedeco.opencv.global.opencv_imgcodecs.IMREAD_COLOR_RGB;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMREAD_IGNORE_ORIENTATION;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMREAD_REDUCED_GRAYSCALE_2;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMREAD_REDUCED_GRAYSCALE_4;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMREAD_REDUCED_GRAYSCALE_8;

/// Sizes to which libjpeg can decode.
public enum JpegScale {
    WHOLE(1, 0),
    HALF(2, IMREAD_REDUCED_GRAYSCALE_2),
    QUARTER(4, IMREAD_REDUCED_GRAYSCALE_4),
    EIGHTH(8, IMREAD_REDUCED_GRAYSCALE_8);

    private final int divisor;
    private final int reduction; // OpenCV's bit, which says nothing of colour in spite of its name

    JpegScale(int divisor, int reduction) {
        this.divisor = divisor;
        this.reduction = reduction;
    }

    /// Returns the largest reduction that leaves `enough` pixels of `side`, or full size if there is none.
    public static JpegScale largest(int side, int enough) {
        JpegScale best = WHOLE;
        for (JpegScale scale : values()) {
            best = Math.ceilDiv(side, scale.divisor) >= enough ? scale : best;
        }
        return best;
    }

    /// OpenCV's flags for RGB at this scale.
    int flags() {
        return IMREAD_COLOR_RGB | IMREAD_IGNORE_ORIENTATION | reduction;
    }
}
