package dev.diptych.data.format;

import dev.diptych.InvalidInputException;
import dev.diptych.data.Caption;
import dev.diptych.data.FileImage;
import dev.diptych.data.ImageItem;
import dev.diptych.data.Pairs;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// A folder of captions as [CaptionsFolder] has it, with what is wrong in it: images that do not exist are images that
/// cannot be read, and captions may be empty. For looking for faults; training takes [CaptionsFolder].
public final class LenientCaptions {

    private LenientCaptions() {}

    /// @throws InvalidInputException if the folder, the file or a column is missing, there is no row, the file is not
    ///     CSV in UTF-8, or an image lies outside the folder; names the file and the line
    public static Pairs read(Path directory) {
        Path file = directory.resolve(CaptionsFolder.CAPTIONS);
        if (!Files.isRegularFile(file)) {
            throw new InvalidInputException("%s is missing; data is a folder with images and %s (image,caption)"
                    .formatted(file, CaptionsFolder.CAPTIONS));
        }
        CsvTable table = CsvTable.read(file, "image", "caption");
        if (table.rows().isEmpty()) {
            throw new InvalidInputException("%s has no rows below its header".formatted(file));
        }
        Path root = directory.toAbsolutePath().normalize();
        Map<String, Integer> numbers = new HashMap<>();
        List<ImageItem> images = new ArrayList<>();
        List<Caption> captions = new ArrayList<>();
        for (CsvTable.Row row : table.rows()) {
            String name = row.values().getFirst();
            Path image = resolve(table, row, root, name);
            int number =
                    numbers.computeIfAbsent(root.relativize(image).toString().replace('\\', '/'), known -> {
                        images.add(new ImageItem(known, new FileImage(image)));
                        return images.size() - 1;
                    });
            captions.add(new Caption(number, row.values().get(1)));
        }
        return new Pairs(images, captions, List.of());
    }

    private static Path resolve(CsvTable table, CsvTable.Row row, Path root, String name) {
        try {
            Path file = root.resolve(name).normalize();
            if (file.startsWith(root) && !file.equals(root)) {
                return file;
            }
        } catch (InvalidPathException e) {
            throw table.error(row, "\"%s\" cannot be a file's name".formatted(name));
        }
        throw table.error(row, "image \"%s\" lies outside the folder; name a file below the folder".formatted(name));
    }
}
