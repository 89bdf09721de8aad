package dev.diptych.image.internal.jpeg;

import dev.diptych.image.RgbImage;
import dev.diptych.image.UnreadableImageException;
import dev.diptych.image.internal.ImageBytes;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Iterator;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.MemoryCacheImageInputStream;

/// JPEG with four components. The JDK's libjpeg returns the stored samples; the two subsequent conversions are
/// libjpeg's (YCCK to CMYK) and Pillow's (CMYK to RGB, with stored values always treated as inverted, as by Adobe).
public final class CmykJpegDecoder {

    private static final int HALF = 1 << 15;

    private CmykJpegDecoder() {}

    public static RgbImage decode(ImageBytes file, JpegStructure structure) throws UnreadableImageException {
        byte[] samples = samples(file, structure);
        // libjpeg: without Adobe's marker four components are CMYK; with it, transform 0 is CMYK, any other
        // YCCK.
        if (structure.adobeTransform() > 0) {
            ycckToCmyk(samples);
        }
        byte[] pixels = new byte[samples.length / 4 * 3];
        for (int i = 0, o = 0; i < samples.length; i += 4, o += 3) {
            int paper = samples[i + 3] & 0xFF; // 255 - black, once the inversion is undone
            for (int c = 0; c < 3; c++) {
                pixels[o + c] = toColour(255 - (samples[i + c] & 0xFF), paper);
            }
        }
        return new RgbImage(structure.width(), structure.height(), pixels);
    }

    /// Converts one ink as Pillow does, given the remaining `paper` (255 - black).
    public static byte toColour(int ink, int paper) {
        return (byte) Math.max(0, paper - divideBy255(ink * paper));
    }

    // Without its metadata the reader sees four plain components and does not convert them.
    private static byte[] samples(ImageBytes file, JpegStructure structure) throws UnreadableImageException {
        ImageReader reader = jdkReader();
        try (var stream = new MemoryCacheImageInputStream(new ByteArrayInputStream(structure.withoutMetadata()))) {
            reader.setInput(stream, true, true);
            Raster raster = reader.readRaster(0, null);
            if (raster.getNumBands() != 4
                    || raster.getWidth() != structure.width()
                    || raster.getHeight() != structure.height()) {
                throw file.unreadable("the image data are corrupt");
            }
            byte[] samples = new byte[4 * structure.width() * structure.height()];
            int[] row = new int[4 * structure.width()];
            for (int y = 0, o = 0; y < structure.height(); y++) {
                raster.getPixels(raster.getMinX(), raster.getMinY() + y, structure.width(), 1, row);
                for (int value : row) {
                    samples[o++] = (byte) value;
                }
            }
            return samples;
        } catch (IOException | RuntimeException e) {
            throw new UnreadableImageException(file.name(), "the image data are corrupt", e);
        } finally {
            reader.dispose();
        }
    }

    // Other readers that an application has registered may convert colours themselves.
    private static ImageReader jdkReader() {
        Iterator<ImageReader> readers = ImageIO.getImageReadersByFormatName("jpeg");
        while (readers.hasNext()) {
            ImageReader reader = readers.next();
            if (reader.getClass().getName().startsWith("com.sun.imageio.")) {
                return reader;
            }
        }
        throw new IllegalStateException("this Java runtime has no JPEG reader; use one with the module java.desktop");
    }

    // ITU-R BT.601 with 16 fractional bits, rounded like libjpeg's tables.
    private static void ycckToCmyk(byte[] samples) {
        for (int i = 0; i < samples.length; i += 4) {
            int y = samples[i] & 0xFF;
            int cb = (samples[i + 1] & 0xFF) - 128;
            int cr = (samples[i + 2] & 0xFF) - 128;
            samples[i] = clip(255 - (y + (91881 * cr + HALF >> 16)));
            samples[i + 1] = clip(255 - (y + (-22554 * cb - 46802 * cr + HALF >> 16)));
            samples[i + 2] = clip(255 - (y + (116130 * cb + HALF >> 16)));
        }
    }

    private static byte clip(int value) {
        return (byte) Math.clamp(value, 0, 255);
    }

    // Exact rounding of value / 255 for the products of two bytes.
    private static int divideBy255(int value) {
        int rounded = value + 128;
        return (rounded >> 8) + rounded >> 8;
    }
}
