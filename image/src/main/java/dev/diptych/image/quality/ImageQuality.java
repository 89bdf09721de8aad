package dev.diptych.image.quality;

import dev.diptych.image.RgbImage;
import dev.diptych.image.resample.PillowResize;
import dev.diptych.image.resample.Resampling;
import java.io.Serializable;

/// Measurements of one image, from which its scores follow. A low score is a reason to look at the
/// image. The formulas are those of CleanVision 0.3.
///
/// Brightness of a pixel is √(0.241 R² + 0.691 G² + 0.068 B²) / 255.
///
/// @param width width in pixels
/// @param height height in pixels
/// @param brightness5 5th percentile of the brightness of the pixels, 0 to 1
/// @param brightness99 99th percentile
/// @param entropy entropy in bits of the histogram of the values of all channels, or of the grey
///     values of a greyscale image
/// @param edges standard deviation of the edges (a 3 × 3 Laplacian, clipped to 0 to 255) of the grey
///     image, reduced to at most 64 pixels
/// @param contrast standard deviation of the counts of its grey histogram of 256 bins
/// @param greyscale whether the three channels are equal everywhere
public record ImageQuality(
        int width,
        int height,
        double brightness5,
        double brightness99,
        double entropy,
        double edges,
        double contrast,
        boolean greyscale)
        implements Serializable {

    private static final int MOST_SIDE = 64;
    private static final int BINS_PER_UNIT = 4; // of squared brightness times 255²
    private static final double BLUR_FACTOR = 0.01;
    private static final double ENTROPY_FACTOR = 0.1;

    /// Below this, the contrast of an image counts as none.
    private static final double LEAST_CONTRAST = 0.18;

    public static ImageQuality of(RgbImage image) {
        byte[] pixels = image.pixels();
        int count = pixels.length / 3;
        int[] brightness = new int[255 * 255 * BINS_PER_UNIT + 2];
        int[][] channels = new int[3][256];
        boolean grey = true;
        for (int i = 0; i < pixels.length; i += 3) {
            int red = pixels[i] & 0xff;
            int green = pixels[i + 1] & 0xff;
            int blue = pixels[i + 2] & 0xff;
            channels[0][red]++;
            channels[1][green]++;
            channels[2][blue]++;
            grey &= red == green && green == blue;
            double squared = 0.241 * red * red + 0.691 * green * green + 0.068 * blue * blue;
            brightness[(int) Math.round(squared * BINS_PER_UNIT)]++;
        }
        RgbImage small = reduced(image);
        byte[] greys = greyValues(small);
        return new ImageQuality(
                image.width(),
                image.height(),
                percentile(brightness, count, 0.05),
                percentile(brightness, count, 0.99),
                grey ? entropy(channels[0]) : entropy(channels[0], channels[1], channels[2]),
                edges(greys, small.width(), small.height()),
                contrast(greys),
                grey);
    }

    /// 1 − exp(−0.01 · edges), plus 1 − exp(−0.01 · contrast) if that is above 0.18; at most 1.
    public double blurScore() {
        double sharp = 1 - Math.exp(-BLUR_FACTOR * edges);
        double varied = 1 - Math.exp(-BLUR_FACTOR * contrast);
        return Math.min(1, sharp + (varied <= LEAST_CONTRAST ? 0 : varied));
    }

    /// The 99th percentile of the brightness.
    public double darkScore() {
        return brightness99;
    }

    /// 1 − the 5th percentile of the brightness.
    public double lightScore() {
        return 1 - brightness5;
    }

    /// A tenth of the entropy, at most 1.
    public double informationScore() {
        return Math.min(1, ENTROPY_FACTOR * entropy);
    }

    /// The shorter side divided by the longer one.
    public double aspectScore() {
        return (double) Math.min(width, height) / Math.max(width, height);
    }

    /// The side of a square of the same area.
    public double size() {
        return Math.sqrt(width) * Math.sqrt(height);
    }

    private static RgbImage reduced(RgbImage image) {
        double ratio = (double) Math.max(image.width(), image.height()) / MOST_SIDE;
        return ratio <= 1
                ? image
                : PillowResize.resize(
                        image,
                        Math.max((int) Math.floor(image.width() / ratio), 1),
                        Math.max((int) Math.floor(image.height() / ratio), 1),
                        Resampling.BICUBIC);
    }

    // Pillow's conversion to grey values (ITU-R 601-2 in fixed point).
    private static byte[] greyValues(RgbImage image) {
        byte[] pixels = image.pixels();
        byte[] grey = new byte[pixels.length / 3];
        for (int i = 0; i < grey.length; i++) {
            int red = pixels[3 * i] & 0xff;
            int green = pixels[3 * i + 1] & 0xff;
            int blue = pixels[3 * i + 2] & 0xff;
            grey[i] = (byte) ((19595 * red + 38470 * green + 7471 * blue + 0x8000) >> 16);
        }
        return grey;
    }

    // The kernel is 8 in the middle and −1 around it; pixels at the border stay as they are.
    private static double edges(byte[] grey, int width, int height) {
        double sum = 0;
        double squares = 0;
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int value = grey[y * width + x] & 0xff;
                if (x > 0 && y > 0 && x < width - 1 && y < height - 1) {
                    int around = 0;
                    for (int dy = -1; dy <= 1; dy++) {
                        for (int dx = -1; dx <= 1; dx++) {
                            around += grey[(y + dy) * width + x + dx] & 0xff;
                        }
                    }
                    value = Math.clamp(9L * value - around, 0, 255);
                }
                sum += value;
                squares += (double) value * value;
            }
        }
        double mean = sum / grey.length;
        return Math.sqrt(Math.max(0, squares / grey.length - mean * mean));
    }

    private static double contrast(byte[] grey) {
        int[] histogram = new int[256];
        for (byte value : grey) {
            histogram[value & 0xff]++;
        }
        double mean = grey.length / 256.0;
        double squares = 0;
        for (int bin : histogram) {
            squares += (bin - mean) * (bin - mean);
        }
        return Math.sqrt(squares / 256);
    }

    private static double entropy(int[]... histograms) {
        long total = 0;
        for (int[] histogram : histograms) {
            for (int bin : histogram) {
                total += bin;
            }
        }
        double entropy = 0;
        for (int[] histogram : histograms) {
            for (int bin : histogram) {
                if (bin > 0) {
                    double share = (double) bin / total;
                    entropy -= share * Math.log(share) / Math.log(2);
                }
            }
        }
        return entropy;
    }

    /// Linear interpolation between order statistics, as NumPy does, to within a bin of the histogram.
    private static double percentile(int[] histogram, int count, double share) {
        double place = share * (count - 1);
        long below = (long) place;
        double first = value(histogram, below);
        double second = value(histogram, Math.min(below + 1, count - 1));
        return first + (place - below) * (second - first);
    }

    private static double value(int[] histogram, long place) {
        long passed = 0;
        for (int bin = 0; bin < histogram.length; bin++) {
            passed += histogram[bin];
            if (passed > place) {
                return Math.sqrt((double) bin / BINS_PER_UNIT) / 255;
            }
        }
        return 1;
    }
}
