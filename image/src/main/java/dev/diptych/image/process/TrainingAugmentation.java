package dev.diptych.image.process;

import dev.diptych.image.RgbImage;
import dev.diptych.image.Window;
import dev.diptych.image.resample.PillowResize;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Random resized crop and horizontal flip, as torchvision's `RandomResizedCrop` and `RandomHorizontalFlip` draw them:
/// where there is a crop, a part of the image, of random area and aspect ratio, is resized to the size that the model
/// wants.
///
/// Immutable; thread-safe.
///
/// @param crop the part that is taken; null for the processor's own resize and crop
/// @param flipProbability frequency with which left and right change places, 0 to 1
public record TrainingAugmentation(@Nullable Crop crop, double flipProbability) {

    private static final int ATTEMPTS = 10;

    /// @throws IllegalArgumentException if the probability is none
    public TrainingAugmentation {
        if (!(flipProbability >= 0 && flipProbability <= 1)) {
            throw new IllegalArgumentException("flip probability must be 0 to 1, not " + flipProbability);
        }
    }

    /// With a crop of these bounds.
    public TrainingAugmentation(
            double minScale, double maxScale, double minRatio, double maxRatio, double flipProbability) {
        this(new Crop(minScale, maxScale, minRatio, maxRatio), flipProbability);
    }

    /// Bounds of the part that is taken.
    ///
    /// @param minScale least share of the image's area, in (0, 1]
    /// @param maxScale largest share of the image's area, in (0, 1]
    /// @param minRatio least width over height of the part
    /// @param maxRatio largest width over height of the part
    public record Crop(double minScale, double maxScale, double minRatio, double maxRatio) {

        /// @throws IllegalArgumentException if a bound is outside its range or the wrong way round
        public Crop {
            if (!(minScale > 0 && minScale <= maxScale && maxScale <= 1)) {
                throw new IllegalArgumentException("scale must be 0 < " + minScale + " <= " + maxScale + " <= 1");
            }
            if (!(minRatio > 0 && minRatio <= maxRatio && Double.isFinite(maxRatio))) {
                throw new IllegalArgumentException("ratio must be 0 < " + minRatio + " <= " + maxRatio);
            }
        }

        Window region(int width, int height, RandomGenerator random) {
            double area = (double) width * height;
            double logMinRatio = Math.log(minRatio);
            double logMaxRatio = Math.log(maxRatio);
            for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
                double targetArea = area * uniform(minScale, maxScale, random);
                double ratio = Math.exp(uniform(logMinRatio, logMaxRatio, random));
                int w = (int) Math.rint(Math.sqrt(targetArea * ratio));
                int h = (int) Math.rint(Math.sqrt(targetArea / ratio));
                if (w > 0 && w <= width && h > 0 && h <= height) {
                    int top = random.nextInt(height - h + 1);
                    int left = random.nextInt(width - w + 1);
                    return new Window(left, top, w, h);
                }
            }
            return centre(width, height);
        }

        // The largest part in the middle whose ratio is allowed.
        private Window centre(int width, int height) {
            double ratio = (double) width / height;
            int w = ratio > maxRatio ? (int) Math.max(1, Math.rint(height * maxRatio)) : width;
            int h = ratio < minRatio ? (int) Math.max(1, Math.rint(width / minRatio)) : height;
            return new Window((width - w) / 2, (height - h) / 2, w, h);
        }
    }

    /// The least part of an image's side that a square crop takes, in (0, 1].
    public double smallestSide() {
        return crop == null ? 1 : Math.sqrt(crop.minScale());
    }

    /// A random part of `decoded` at the processor's size, to be given to its [ImageProcessor#normalise]. Equal
    /// random numbers give equal bytes.
    public RgbImage apply(RgbImage decoded, ImageProcessor processor, RandomGenerator random) {
        RgbImage prepared = crop == null ? processor.resizeAndCrop(decoded) : cut(crop, decoded, processor, random);
        if (random.nextDouble() < flipProbability) {
            byte[] pixels = prepared.pixels().clone();
            flip(pixels, prepared.width(), prepared.height());
            return new RgbImage(prepared.width(), prepared.height(), pixels);
        }
        return prepared;
    }

    private static RgbImage cut(Crop crop, RgbImage decoded, ImageProcessor processor, RandomGenerator random) {
        Window region = crop.region(decoded.width(), decoded.height(), random);
        int width = processor.width();
        int height = processor.height();
        byte[] pixels = new byte[3 * width * height];
        Window all = new Window(0, 0, width, height);
        PillowResize.resize(decoded, region, width, height, processor.resampling(), all, pixels, 0, 3 * width);
        return new RgbImage(width, height, pixels);
    }

    private static double uniform(double from, double to, RandomGenerator random) {
        return from + (to - from) * random.nextDouble();
    }

    private static void flip(byte[] pixels, int width, int height) {
        for (int y = 0; y < height; y++) {
            int left = 3 * y * width;
            int right = left + 3 * (width - 1);
            for (; left < right; left += 3, right -= 3) {
                for (int c = 0; c < 3; c++) {
                    byte swap = pixels[left + c];
                    pixels[left + c] = pixels[right + c];
                    pixels[right + c] = swap;
                }
            }
        }
    }
}
