package dev.diptych.data.format;

import de.siegmar.fastcsv.writer.CsvWriter;
import dev.diptych.base.InvalidInputException;
import dev.diptych.data.Caption;
import dev.diptych.data.ImageItem;
import dev.diptych.data.Pairs;
import dev.diptych.data.SwappedCaption;
import dev.diptych.image.RgbImage;
import dev.diptych.image.UnreadableImageException;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;

/// Writes a data set as a folder of PNG files with its tables.
final class CaptionsFolderWriter {

    private static final String SUFFIX = ".png";

    private CaptionsFolderWriter() {}

    static void write(Pairs pairs, Path directory) {
        Path captions = directory.resolve(CaptionsFolder.CAPTIONS);
        if (Files.exists(captions)) {
            throw new InvalidInputException(
                    "%s already exists; choose another folder or remove it".formatted(captions));
        }
        try {
            Files.createDirectories(directory);
            List<String> names = new ArrayList<>(pairs.images().size());
            for (ImageItem item : pairs.images()) {
                String name = item.name().endsWith(SUFFIX) ? item.name() : item.name() + SUFFIX;
                writeImage(item, below(directory, name));
                names.add(name);
            }
            if (!pairs.swapped().isEmpty()) {
                writeSwapped(pairs, names, directory.resolve(CaptionsFolder.SWAPPED));
            }
            writeCaptions(pairs, names, captions); // last, because it marks the folder as complete
        } catch (IOException e) {
            throw new InvalidInputException("%s cannot be written: %s".formatted(directory, e), e);
        } catch (UncheckedIOException e) {
            throw new InvalidInputException("%s cannot be written: %s".formatted(directory, e.getCause()), e);
        }
    }

    /// Writes the hard negative captions of a folder's data to a separate table.
    static void writeSwapped(Pairs pairs, Path file) {
        if (pairs.swapped().isEmpty()) {
            throw new InvalidInputException(file + ": there are no hard negative captions to write");
        }
        if (Files.exists(file)) {
            throw new InvalidInputException(file + " already exists; choose another file or remove it");
        }
        Path partial = file.resolveSibling(file.getFileName() + ".partial");
        try {
            writeSwapped(pairs, pairs.images().stream().map(ImageItem::name).toList(), partial);
            Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new InvalidInputException("%s cannot be written: %s".formatted(file, e), e);
        }
    }

    private static Path below(Path directory, String name) {
        Path root = directory.toAbsolutePath().normalize();
        Path file = root.resolve(name).normalize();
        if (!file.startsWith(root)) {
            throw new InvalidInputException(
                    "%s: image \"%s\" would be written outside the folder; rename it".formatted(directory, name));
        }
        return file;
    }

    private static void writeImage(ImageItem item, Path file) throws IOException {
        RgbImage image;
        try {
            image = item.source().read();
        } catch (UnreadableImageException e) {
            throw new InvalidInputException("%s; remove it from the data set".formatted(e.getMessage()), e);
        }
        BufferedImage raster = new BufferedImage(image.width(), image.height(), BufferedImage.TYPE_INT_RGB);
        byte[] pixels = image.pixels();
        int[] packed = new int[image.width() * image.height()];
        for (int i = 0; i < packed.length; i++) {
            packed[i] = (pixels[3 * i] & 0xFF) << 16 | (pixels[3 * i + 1] & 0xFF) << 8 | (pixels[3 * i + 2] & 0xFF);
        }
        raster.setRGB(0, 0, image.width(), image.height(), packed, 0, image.width());
        Path parent = file.getParent();
        if (parent != null) {
            Files.createDirectories(parent);
        }
        try (OutputStream stream = Files.newOutputStream(file, StandardOpenOption.CREATE_NEW)) {
            ImageIO.write(raster, "png", stream);
        }
    }

    private static void writeCaptions(Pairs pairs, List<String> names, Path file) throws IOException {
        try (CsvWriter csv = CsvWriter.builder().build(file, StandardCharsets.UTF_8)) {
            csv.writeRecord("image", "caption");
            for (Caption caption : pairs.captions()) {
                csv.writeRecord(names.get(caption.image()), caption.text());
            }
        }
    }

    private static void writeSwapped(Pairs pairs, List<String> names, Path file) throws IOException {
        try (CsvWriter csv = CsvWriter.builder().build(file, StandardCharsets.UTF_8)) {
            csv.writeRecord("image", "caption", "negative", "kind");
            for (SwappedCaption each : pairs.swapped()) {
                csv.writeRecord(names.get(each.image()), each.caption(), each.negative(), each.kind());
            }
        }
    }
}
