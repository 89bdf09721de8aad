package dev.diptych.data.format;

import dev.diptych.base.InvalidInputException;
import dev.diptych.data.FileImage;
import dev.diptych.data.ImageItem;
import dev.diptych.data.LabelledImages;
import dev.diptych.data.internal.folder.ImageNames;
import dev.diptych.data.internal.folder.VisibleFiles;
import dev.diptych.data.internal.table.CsvTable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Classified images in a folder: `classes.csv` with the columns `image,class`, one row per image; or, without that
/// file, one folder per class, named after it (an underscore represents a space).
public final class ClassFolder {

    /// File that lists the classes.
    public static final String CLASSES = "classes.csv";

    private ClassFolder() {}

    /// Whether `directory` has a `classes.csv`, or folders and no captions in any format, so that its folders must
    /// be classes.
    public static boolean holdsClasses(Path directory) {
        if (Files.isRegularFile(directory.resolve(CLASSES))) {
            return true;
        }
        return Files.isDirectory(directory)
                && !Files.exists(directory.resolve(CaptionsFolder.CAPTIONS))
                && !Files.exists(directory.resolve(HumanRatingsFile.NAME))
                && VisibleFiles.in(directory).stream().anyMatch(Files::isDirectory)
                && DataFormats.mayHoldClasses(directory);
    }

    /// Reads the classes, in the order of the file, or in alphabetical order of their folders. Images are not
    /// opened. Hidden files are ignored.
    ///
    /// @throws InvalidInputException if there is nothing to read, only one class, a class without an image, or an
    ///     image that does not exist or has two classes; names the file and the line
    public static LabelledImages read(Path directory) {
        if (!Files.isDirectory(directory)) {
            throw new InvalidInputException(
                    "%s is not a folder; give one with %s (image,class) or with one folder of images per class"
                            .formatted(directory, CLASSES));
        }
        Path file = directory.resolve(CLASSES);
        LabelledImages labelled = Files.isRegularFile(file) ? table(directory, file) : folders(directory);
        if (labelled.classes().size() < 2) {
            throw new InvalidInputException("%s has one class, \"%s\"; at least two are required"
                    .formatted(directory, labelled.classes().getFirst()));
        }
        return labelled;
    }

    private static LabelledImages table(Path directory, Path file) {
        CsvTable table = CsvTable.read(file, "image", "class");
        if (table.rows().isEmpty()) {
            throw new InvalidInputException("%s has no rows below its header".formatted(file));
        }
        FolderImages images = new FolderImages(directory);
        Map<String, Integer> classes = new LinkedHashMap<>();
        List<Integer> labels = new ArrayList<>();
        for (CsvTable.Row row : table.rows()) {
            int image = images.number(table, row);
            String name = row.values().get(1).strip();
            if (name.isEmpty()) {
                throw table.error(row, "the class is empty; fill it in or remove the row");
            }
            if (image < labels.size()) {
                throw table.error(
                        row,
                        "image \"%s\" has a class already; keep one row"
                                .formatted(row.values().getFirst()));
            }
            int next = classes.size();
            labels.add(classes.computeIfAbsent(name, _ -> next));
        }
        return labelled(images.items(), labels, classes);
    }

    private static LabelledImages folders(Path directory) {
        Map<String, Path> folders = new TreeMap<>();
        for (Path folder : VisibleFiles.in(directory)) {
            if (Files.isDirectory(folder)) {
                folders.put(folder.getFileName().toString(), folder);
            }
        }
        if (folders.isEmpty()) {
            throw new InvalidInputException(
                    "%s has neither %s (image,class) nor folders; give one folder of images per class"
                            .formatted(directory, CLASSES));
        }
        List<ImageItem> images = new ArrayList<>();
        Map<String, Integer> classes = new LinkedHashMap<>();
        List<Integer> labels = new ArrayList<>();
        folders.forEach((name, folder) -> {
            String spoken = name.replace('_', ' ').strip();
            List<Path> files = VisibleFiles.in(folder).stream()
                    .filter(ClassFolder::isImage)
                    .toList();
            if (files.isEmpty()) {
                throw new InvalidInputException("%s has no images; add some or remove the folder".formatted(folder));
            }
            if (classes.put(spoken, classes.size()) != null) {
                throw new InvalidInputException(
                        "%s: two folders denote the class \"%s\"; rename one".formatted(directory, spoken));
            }
            for (Path file : files) {
                images.add(new ImageItem(name + "/" + file.getFileName(), new FileImage(file)));
                labels.add(classes.size() - 1);
            }
        });
        return labelled(images, labels, classes);
    }

    private static LabelledImages labelled(List<ImageItem> images, List<Integer> labels, Map<String, Integer> classes) {
        return new LabelledImages(
                images, labels.stream().mapToInt(Integer::intValue).toArray(), List.copyOf(classes.keySet()));
    }

    // A link to nothing is an image that cannot be read.
    private static boolean isImage(Path file) {
        String name = file.getFileName().toString();
        return !Files.isDirectory(file) && (ImageNames.isImage(name) || ImageNames.hasNoExtension(name));
    }
}
