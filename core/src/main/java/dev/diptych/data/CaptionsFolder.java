package dev.diptych.data;

import dev.diptych.InvalidInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// A data set in a folder: images and `captions.csv` with the columns `image,caption`, a row a caption; optionally
/// `swapped.csv` with the columns `image,caption,negative,kind`.
public final class CaptionsFolder {

    static final String CAPTIONS = "captions.csv";
    static final String SWAPPED = "swapped.csv";

    private CaptionsFolder() {}

    /// Whether `directory` has a `captions.csv`.
    public static boolean holdsCaptions(Path directory) {
        return Files.isRegularFile(directory.resolve(CAPTIONS));
    }

    /// Reads the captions; rows keep their order, and images are numbered as they first occur. Images are looked for
    /// but not opened: one that turns out to be unreadable is skipped by the stream that needs it.
    ///
    /// Columns may come in any order and further ones are ignored. An image's path is relative to the folder.
    ///
    /// @throws InvalidInputException if the folder, the file or a column is missing, there is no row, a caption is
    ///     empty, or an image does not exist or lies outside the folder; names the file and the line
    public static Pairs read(Path directory) {
        if (!Files.isDirectory(directory)) {
            throw new InvalidInputException(
                    "%s is not a folder; data is a folder with images and %s".formatted(directory, CAPTIONS));
        }
        Path file = directory.resolve(CAPTIONS);
        if (!Files.isRegularFile(file)) {
            throw new InvalidInputException(
                    "%s is missing; it is a CSV file with the columns image,caption and a row a caption"
                            .formatted(file));
        }
        CsvTable table = CsvTable.read(file, "image", "caption");
        if (table.rows().isEmpty()) {
            throw new InvalidInputException("%s has no rows below its header".formatted(file));
        }
        FolderImages images = new FolderImages(directory);
        List<Caption> captions = new ArrayList<>(table.rows().size());
        for (CsvTable.Row row : table.rows()) {
            int image = images.number(table, row);
            captions.add(new Caption(image, text(table, row, 1, "caption")));
        }
        Path swappedFile = directory.resolve(SWAPPED);
        List<SwappedCaption> swapped =
                Files.isRegularFile(swappedFile) ? swapped(swappedFile, images) : List.<SwappedCaption>of();
        return new Pairs(images.items(), captions, swapped);
    }

    /// Writes a data set as such a folder, its images as PNG files, and creates the folder where needed.
    ///
    /// @throws InvalidInputException if the folder already holds captions, an image is unreadable or the disk full
    public static void write(Pairs pairs, Path directory) {
        CaptionsFolderWriter.write(pairs, directory);
    }

    private static List<SwappedCaption> swapped(Path file, FolderImages images) {
        CsvTable table = CsvTable.read(file, "image", "caption", "negative", "kind");
        int known = images.items().size();
        List<SwappedCaption> swapped = new ArrayList<>(table.rows().size());
        for (CsvTable.Row row : table.rows()) {
            int image = images.number(table, row);
            if (image >= known) {
                throw table.error(
                        row,
                        "image \"%s\" has no caption in %s; add one"
                                .formatted(row.values().getFirst(), CAPTIONS));
            }
            swapped.add(new SwappedCaption(
                    image,
                    text(table, row, 1, "caption"),
                    text(table, row, 2, "negative"),
                    text(table, row, 3, "kind")));
        }
        return swapped;
    }

    private static String text(CsvTable table, CsvTable.Row row, int place, String column) {
        String text = row.values().get(place);
        if (text.isBlank()) {
            throw table.error(row, "the %s is empty; fill it in or remove the row".formatted(column));
        }
        return text;
    }
}
