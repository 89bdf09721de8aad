package dev.diptych.bench.data;

import dev.diptych.base.InvalidInputException;
import dev.diptych.base.RandomKey;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.jspecify.annotations.Nullable;

/// JPEG files that are similar to photographs for a decoder: 640 x 480 pixels, 4:2:0, about 107 kB, with detail at all
/// scales.
public final class GeneratedJpegs {

    static final int WIDTH = 640;
    static final int HEIGHT = 480;

    private static final float QUALITY = 0.9f;
    private static final int WANTED = 107_000;
    private static final int CLOSE_ENOUGH = 2_000;

    private GeneratedJpegs() {}

    /// The content of `count` files; deterministic.
    public static List<byte[]> make(int count) throws IOException {
        List<byte[]> files = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            files.add(file(RandomKey.of(0).with("jpeg").with(i)));
        }
        return files;
    }

    /// The content of a folder's JPEG files, in the order of their names.
    ///
    /// @throws InvalidInputException if there are none
    public static List<byte[]> read(Path folder) throws IOException {
        List<byte[]> files = new ArrayList<>();
        for (Path path : list(folder)) {
            files.add(Files.readAllBytes(path));
        }
        return files;
    }

    /// A folder's JPEG files, in the order of their names.
    ///
    /// @throws InvalidInputException if there are none
    public static List<Path> list(Path folder) throws IOException {
        List<Path> paths;
        try (Stream<Path> all = Files.list(folder)) {
            paths = all.filter(path -> path.toString().matches("(?i).*\\.jpe?g"))
                    .sorted()
                    .toList();
        }
        if (paths.isEmpty()) {
            throw new InvalidInputException(
                    folder + ": contains no .jpg files; pass a folder of JPEG files with --images");
        }
        return paths;
    }

    /// Returns the folder with the files of a benchmark, which are generated unless they are given.
    ///
    /// @param given folder of JPEG files; null to generate `count` of them
    /// @param keep folder to which generated files are written; null for `temporary`
    /// @throws InvalidInputException if `given` is no folder, or is combined with `keep`
    public static Path folder(@Nullable Path given, @Nullable Path keep, Path temporary, int count) throws IOException {
        if (given == null) {
            Path target = keep == null ? temporary : keep;
            write(make(count), target);
            return target;
        }
        if (keep != null) {
            throw new InvalidInputException("--keep applies to generated files and cannot be combined with --images");
        }
        if (!Files.isDirectory(given)) {
            throw new InvalidInputException(given + ": no such folder; pass a folder of JPEG files with --images");
        }
        return given;
    }

    /// Writes files to a new folder.
    public static void write(List<byte[]> files, Path folder) throws IOException {
        Files.createDirectories(folder);
        for (int i = 0; i < files.size(); i++) {
            Files.write(folder.resolve("%04d.jpg".formatted(i)), files.get(i));
        }
    }

    // The amplitude of the finest detail is adjusted until the size is reached.
    private static byte[] file(RandomKey key) throws IOException {
        double low = 0;
        double high = 64;
        byte[] file = new byte[0];
        while (high - low > 0.01 && Math.abs(file.length - WANTED) > CLOSE_ENOUGH) {
            double middle = (low + high) / 2;
            file = encode(draw(key.generator(), middle));
            if (file.length < WANTED) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return file;
    }

    // Octaves of noise, each twice as fine and weaker than the previous one, plus grain.
    private static BufferedImage draw(RandomGenerator random, double grain) {
        BufferedImage image = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_INT_RGB);
        double[][] planes = new double[3][WIDTH * HEIGHT];
        for (int cell = 128; cell >= 4; cell /= 2) {
            for (double[] plane : planes) {
                addOctave(plane, random, cell, 10 * Math.pow(cell, 0.4));
            }
        }
        int[] pixels = new int[WIDTH * HEIGHT];
        for (int i = 0; i < pixels.length; i++) {
            double noise = grain * random.nextGaussian();
            pixels[i] =
                    level(planes[0][i] + noise) << 16 | level(planes[1][i] + noise) << 8 | level(planes[2][i] + noise);
        }
        image.setRGB(0, 0, WIDTH, HEIGHT, pixels, 0, WIDTH);
        return image;
    }

    private static void addOctave(double[] plane, RandomGenerator random, int cell, double strength) {
        int columns = WIDTH / cell + 2;
        int rows = HEIGHT / cell + 2;
        double[] knots = new double[columns * rows];
        for (int i = 0; i < knots.length; i++) {
            knots[i] = strength * (2 * random.nextDouble() - 1);
        }
        for (int y = 0; y < HEIGHT; y++) {
            double down = (double) (y % cell) / cell;
            for (int x = 0; x < WIDTH; x++) {
                double across = (double) (x % cell) / cell;
                int at = y / cell * columns + x / cell;
                double above = knots[at] + across * (knots[at + 1] - knots[at]);
                double below = knots[at + columns] + across * (knots[at + columns + 1] - knots[at + columns]);
                plane[y * WIDTH + x] += above + down * (below - above);
            }
        }
    }

    private static int level(double value) {
        return (int) Math.min(Math.max(128 + value, 0), 255);
    }

    private static byte[] encode(BufferedImage image) throws IOException {
        ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (var stream = new MemoryCacheImageOutputStream(bytes)) {
            ImageWriteParam parameters = writer.getDefaultWriteParam();
            parameters.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
            parameters.setCompressionQuality(QUALITY);
            writer.setOutput(stream);
            writer.write(null, new IIOImage(image, null, null), parameters);
        } finally {
            writer.dispose();
        }
        return bytes.toByteArray();
    }
}
