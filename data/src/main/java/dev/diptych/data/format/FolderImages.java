package dev.diptych.data.format;

import dev.diptych.base.InvalidInputException;
import dev.diptych.data.FileImage;
import dev.diptych.data.ImageItem;
import dev.diptych.data.internal.table.CsvTable;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/// Images of a folder that its CSV files name, numbered by first occurrence.
final class FolderImages {

    private final Path directory;
    private final Path root;
    private final Map<String, Integer> numberOfPath = new HashMap<>(); // as written in the file
    private final Map<Path, Integer> numberOfFile = new HashMap<>();
    private final List<ImageItem> items = new ArrayList<>();

    FolderImages(Path directory) {
        this.directory = directory;
        this.root = directory.toAbsolutePath().normalize();
    }

    /// The images so far, by number.
    List<ImageItem> items() {
        return items;
    }

    /// Returns the number of the image in the row's first value.
    ///
    /// @throws InvalidInputException if it does not exist or is outside the folder
    int number(CsvTable table, CsvTable.Row row) {
        String path = row.values().getFirst();
        Integer known = numberOfPath.get(path);
        if (known != null) {
            return known;
        }
        Path relative = relative(root, table, row);
        if (!Files.isRegularFile(root.resolve(relative))) {
            throw missing(table, row);
        }
        int number = numberOfFile.computeIfAbsent(relative, _ -> {
            String name = StreamSupport.stream(relative.spliterator(), false)
                    .map(Path::toString)
                    .collect(Collectors.joining("/"));
            items.add(new ImageItem(name, new FileImage(directory.resolve(relative))));
            return items.size() - 1;
        });
        numberOfPath.put(path, number);
        return number;
    }

    /// Exception for a row whose image does not exist.
    static InvalidInputException missing(CsvTable table, CsvTable.Row row) {
        return table.error(
                row,
                "image \"%s\" does not exist; fix the path or remove the row"
                        .formatted(row.values().getFirst()));
    }

    /// Returns the path below `root` (absolute, normal) in the row's first value, whether or not it exists.
    static Path relative(Path root, CsvTable table, CsvTable.Row row) {
        String path = row.values().getFirst();
        if (path.isBlank()) {
            throw table.error(row, "the image is empty; name a file below the folder");
        }
        Path file;
        try {
            file = root.resolve(path).normalize();
        } catch (InvalidPathException e) {
            throw table.error(row, "\"%s\" is not a valid file name".formatted(path));
        }
        if (Path.of(path).isAbsolute() || !file.startsWith(root) || file.equals(root)) {
            throw table.error(row, "image \"%s\" is outside the folder; name a file below the folder".formatted(path));
        }
        return root.relativize(file);
    }
}
