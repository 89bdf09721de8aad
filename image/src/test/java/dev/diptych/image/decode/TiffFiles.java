package dev.diptych.image.decode;

import dev.diptych.image.internal.tiff.TiffDirectory;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;

/// TIFF files built tag by tag, or written by the JDK.
public final class TiffFiles {

    private TiffFiles() {}

    /// A little-endian file with one strip for each of these contents, of which there may be none; every tag is of
    /// 16-bit numbers.
    public static byte[] of(Map<Integer, int[]> tags, byte[]... strips) {
        Map<Integer, int[]> all = new TreeMap<>(tags);
        int[] offsets = new int[strips.length];
        if (strips.length > 0) {
            all.put(TiffDirectory.STRIP_OFFSETS, offsets);
        }
        int end = 8 + 2 + 12 * all.size() + 4;
        Bytes directory = new Bytes().text("II").u16le(42).u32le(8).u16le(all.size());
        Bytes values = new Bytes();
        int data = end
                + all.values().stream()
                        .mapToInt(v -> v.length > 2 ? 2 * v.length : 0)
                        .sum();
        for (int i = 0; i < strips.length; i++) {
            offsets[i] = data;
            data += strips[i].length;
        }
        all.forEach((tag, numbers) -> {
            directory.u16le(tag, 3).u32le(numbers.length);
            if (numbers.length > 2) {
                directory.u32le(end + values.array().length);
                values.u16le(numbers);
            } else {
                directory.u16le(numbers[0], numbers.length > 1 ? numbers[1] : 0);
            }
        });
        Bytes whole = directory.u32le(0).bytes(values.array());
        for (byte[] strip : strips) {
            whole.bytes(strip);
        }
        return whole.array();
    }

    /// One grey pixel of value 77 in a BigTIFF file.
    public static byte[] bigTiff() {
        Bytes file = new Bytes().text("II+\0").u16le(8, 0).u32le(16, 0).u32le(5, 0);
        int[][] tags = {{256, 1}, {257, 1}, {258, 8}, {262, 1}, {273, 132}};
        for (int[] tag : tags) {
            file.u16le(tag[0], 3).u32le(1, 0).u32le(tag[1], 0);
        }
        return file.u32le(0, 0).bytes(77).array();
    }

    /// Noise next to even areas, so that codes of every length occur.
    public static BufferedImage colours(int width, int height) {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_3BYTE_BGR);
        SplittableRandom random = new SplittableRandom(3);
        for (int i = 0; i < width * height; i++) {
            image.setRGB(i % width, i / width, i % width < width / 2 ? random.nextInt() : 0x102030);
        }
        return image;
    }

    /// @param rows rows of a strip, or the size of square tiles where negative
    public static byte[] written(BufferedImage image, String compression, int rows) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ImageWriter writer = ImageIO.getImageWritersByFormatName("tiff").next();
        try (ImageOutputStream out = ImageIO.createImageOutputStream(bytes)) {
            writer.setOutput(out);
            ImageWriteParam parameters = writer.getDefaultWriteParam();
            parameters.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
            parameters.setCompressionType(compression);
            parameters.setTilingMode(ImageWriteParam.MODE_EXPLICIT);
            parameters.setTiling(rows > 0 ? image.getWidth() : -rows, Math.abs(rows), 0, 0);
            writer.write(null, new IIOImage(image, null, null), parameters);
        } finally {
            writer.dispose();
        }
        return bytes.toByteArray();
    }
}
