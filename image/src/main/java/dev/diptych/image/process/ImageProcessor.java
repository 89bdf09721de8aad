package dev.diptych.image.process;

import dev.diptych.base.InvalidInputException;
import dev.diptych.image.RgbImage;
import dev.diptych.image.Window;
import dev.diptych.image.resample.PillowResize;
import dev.diptych.image.resample.Resampling;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.List;

/// Preprocessing of a decoded image for a model, as specified by `preprocessor_config.json`, with Hugging Face's
/// numerics: resize, centre crop (padded with black if the image is smaller), rescale, normalise.
///
/// Immutable; thread-safe.
///
/// @param type class that reads the file in Hugging Face, such as `CLIPImageProcessor`
/// @param mean subtracted from red, green and blue after rescaling
/// @param deviation divides red, green and blue after the mean is subtracted
/// @param convertRgb only preserved for the file: a decoded image is always RGB
public record ImageProcessor(
        String type,
        boolean doResize,
        ResizeRule size,
        Resampling resampling,
        boolean doCentreCrop,
        int cropHeight,
        int cropWidth,
        boolean doRescale,
        double rescaleFactor,
        boolean doNormalise,
        List<Double> mean,
        List<Double> deviation,
        boolean convertRgb) {

    static final List<Double> CLIP_MEAN = List.of(0.48145466, 0.4578275, 0.40821073);
    static final List<Double> CLIP_DEVIATION = List.of(0.26862954, 0.26130258, 0.27577711);

    public ImageProcessor {
        mean = List.copyOf(mean);
        deviation = List.copyOf(deviation);
    }

    /// Returns CLIP's processor for square images of `size` pixels per side: shortest edge, bicubic, centre crop.
    public static ImageProcessor clip(int size) {
        return new ImageProcessor(
                "CLIPImageProcessor",
                true,
                new ResizeRule.ShortestEdge(size, 0),
                Resampling.BICUBIC,
                true,
                size,
                size,
                true,
                1 / 255.0,
                true,
                CLIP_MEAN,
                CLIP_DEVIATION,
                true);
    }

    /// Reads a `preprocessor_config.json` or `processor_config.json` in any form that Hugging Face has
    /// written. What the file omits is the default of the processor that it names, or CLIP's when it names
    /// none.
    ///
    /// @throws InvalidInputException if the file is missing, is not JSON or holds a value without sense; the
    ///     message names the key
    public static ImageProcessor read(Path file) {
        return ImageProcessorReader.read(file);
    }

    /// Reads the settings in a model directory: `image_processor` in `processor_config.json`, or else
    /// `preprocessor_config.json`.
    ///
    /// @throws InvalidInputException if there is neither, or as in [#read]
    public static ImageProcessor in(Path directory) {
        return read(ProcessorFiles.in(directory));
    }

    /// Writes a `preprocessor_config.json` that Hugging Face reads. The old file stays until the new one is
    /// complete.
    public void write(Path file) {
        ImageProcessorWriter.write(this, file);
    }

    /// Returns the same preprocessing for square images of `side` pixels: sizes before the crop change in
    /// proportion.
    public ImageProcessor withSize(int side) {
        ResizeRule resized = switch (size) {
            case ResizeRule.Exact _ -> new ResizeRule.Exact(side, side);
            case ResizeRule.ShortestEdge(int edge, int longest) ->
                new ResizeRule.ShortestEdge(inProportion(edge, side), inProportion(longest, side));
        };
        return new ImageProcessor(
                type,
                doResize,
                resized,
                resampling,
                doCentreCrop,
                side,
                side,
                doRescale,
                rescaleFactor,
                doNormalise,
                mean,
                deviation,
                convertRgb);
    }

    private int inProportion(int length, int side) {
        return (int) Math.round((double) length * side / Math.min(cropHeight, cropWidth));
    }

    /// The height of every processed image.
    ///
    /// @throws InvalidInputException if images come out in different sizes, so that they cannot form a batch
    public int height() {
        return doCentreCrop ? cropHeight : exactSize().height();
    }

    /// The width of every processed image.
    ///
    /// @throws InvalidInputException if images come out in different sizes, so that they cannot form a batch
    public int width() {
        return doCentreCrop ? cropWidth : exactSize().width();
    }

    private ResizeRule.Exact exactSize() {
        if (doResize && size instanceof ResizeRule.Exact exact) {
            return exact;
        }
        throw new InvalidInputException(
                "preprocessor_config.json: without a centre crop and without an exact size images"
                        + " come out in different sizes; set do_center_crop and crop_size, or size with height and width");
    }

    /// Performs the resize only. Returns the image itself if there is nothing to do.
    public RgbImage resize(RgbImage image) {
        int width = resizedWidth(image);
        int height = resizedHeight(image);
        return width == image.width() && height == image.height()
                ? image
                : PillowResize.resize(image, width, height, resampling);
    }

    /// Performs the crop only, on a resized image. Returns the image itself if there is nothing to do.
    public RgbImage crop(RgbImage resized) {
        return cropped(resized, resized.width(), resized.height());
    }

    /// Performs both, equal to `crop(resize(image))`, without computing the pixels outside the crop.
    public RgbImage resizeAndCrop(RgbImage image) {
        return cropped(image, resizedWidth(image), resizedHeight(image));
    }

    private int resizedWidth(RgbImage image) {
        return doResize ? size.width(image.width(), image.height()) : image.width();
    }

    private int resizedHeight(RgbImage image) {
        return doResize ? size.height(image.width(), image.height()) : image.height();
    }

    // The image at size resizedWidth x resizedHeight, restricted to the crop.
    private RgbImage cropped(RgbImage image, int resizedWidth, int resizedHeight) {
        int width = doCentreCrop ? cropWidth : resizedWidth;
        int height = doCentreCrop ? cropHeight : resizedHeight;
        if (width == image.width() && height == image.height() && width == resizedWidth && height == resizedHeight) {
            return image;
        }
        int left = Math.floorDiv(resizedWidth - width, 2); // negative where black is added
        int top = Math.floorDiv(resizedHeight - height, 2);
        Window part = new Window(
                Math.max(left, 0), Math.max(top, 0), Math.min(width, resizedWidth), Math.min(height, resizedHeight));
        byte[] pixels = new byte[Math.multiplyExact(Math.multiplyExact(3, width), height)];
        int out = 3 * (Math.max(-top, 0) * width + Math.max(-left, 0));
        Window all = new Window(0, 0, image.width(), image.height());
        PillowResize.resize(image, all, resizedWidth, resizedHeight, resampling, part, pixels, out, 3 * width);
        return new RgbImage(width, height, pixels);
    }

    /// Returns the processor for images that [#resizeAndCrop] of this one returned: it only rescales and normalises.
    ///
    /// @throws InvalidInputException if images come out in different sizes, so that they cannot form a batch
    public ImageProcessor normalisationOnly() {
        return new ImageProcessor(
                type,
                false,
                size,
                resampling,
                true,
                height(),
                width(),
                doRescale,
                rescaleFactor,
                doNormalise,
                mean,
                deviation,
                convertRgb);
    }

    /// Rescales and normalises `image` into `target` as [3, H, W], from the buffer's position on, which advances
    /// by 3·H·W.
    ///
    /// The values are those of NumPy's float32: v·rescale in float64, rounded, then (· - mean) / deviation.
    public void normalise(RgbImage image, FloatBuffer target) {
        normalise(ByteBuffer.wrap(image.pixels()), image.width(), image.height(), target);
    }

    /// Does the same for an image [H, W, 3] in a buffer, from its position on, which does not change.
    public void normalise(ByteBuffer pixels, int width, int height, FloatBuffer target) {
        byte[] in = new byte[3 * width];
        float[] out = new float[width];
        float[][] tables = {table(0), table(1), table(2)};
        int start = target.position();
        for (int y = 0; y < height; y++) {
            pixels.get(pixels.position() + y * in.length, in);
            for (int channel = 0; channel < 3; channel++) {
                float[] table = tables[channel];
                for (int x = 0, at = channel; x < width; x++, at += 3) {
                    out[x] = table[in[at] & 0xFF];
                }
                target.put(start + (channel * height + y) * width, out);
            }
        }
        target.position(start + 3 * width * height);
    }

    // Pixel value of each of the 256 bytes.
    private float[] table(int channel) {
        float channelMean = mean.get(channel).floatValue();
        float channelDeviation = deviation.get(channel).floatValue();
        float[] table = new float[256];
        for (int value = 0; value < table.length; value++) {
            float rescaled = doRescale ? (float) (value * rescaleFactor) : value;
            table[value] = doNormalise ? (rescaled - channelMean) / channelDeviation : rescaled;
        }
        return table;
    }
}
