package dev.diptych.data.format;

import dev.diptych.base.InvalidInputException;
import dev.diptych.data.DataOptions;
import dev.diptych.data.FileImage;
import dev.diptych.data.SwappedCaption;
import dev.diptych.data.internal.table.CsvTable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/// Tables of a [CaptionsFolder]. They are assumed to be correct: an incomplete row is rejected, not skipped, except
/// when reading for an audit.
record CaptionsTables() implements DataFormat {

    @Override
    public String name() {
        return "captions";
    }

    @Override
    public String description() {
        return "a folder with captions.csv (image,caption) and, optionally, swapped.csv";
    }

    @Override
    public boolean recognises(Probe probe) {
        return probe.isFolder() && probe.has(CaptionsFolder.CAPTIONS);
    }

    @Override
    public void read(DataFile data, PairsBuilder pairs) {
        Path directory = data.path();
        if (!Files.isDirectory(directory)) {
            throw new InvalidInputException("%s is not a folder; data is a folder with images and %s"
                    .formatted(directory, CaptionsFolder.CAPTIONS));
        }
        Path file = directory.resolve(CaptionsFolder.CAPTIONS);
        if (!Files.isRegularFile(file)) {
            throw new InvalidInputException(
                    "%s is missing; it is a CSV file with the columns image,caption and one caption per row"
                            .formatted(file));
        }
        DataOptions options = data.options();
        List<String> captionColumns = options.caption().isEmpty() ? List.of("caption") : options.caption();
        List<String> columns = new ArrayList<>(captionColumns);
        columns.addFirst(options.image() == null ? "image" : options.image());
        if (options.split() != null) {
            columns.add(options.splitColumn() == null ? "split" : options.splitColumn());
        }
        CsvTable table = CsvTable.read(file, columns.toArray(String[]::new));
        if (table.rows().isEmpty()) {
            throw new InvalidInputException("%s has no rows below its header".formatted(file));
        }
        Images images = new Images(data, pairs);
        for (CsvTable.Row row : table.rows()) {
            if (options.split() != null && !pairs.wants(row.values().getLast())) {
                continue;
            }
            if (pairs.isLenient() && row.values().getFirst().isBlank()) {
                pairs.leaveOut(file + ":" + row.line(), "it has no image");
                continue;
            }
            int image = images.number(table, row);
            for (int i = 0; i < captionColumns.size() && image != PairsBuilder.UNWANTED; i++) {
                pairs.caption(
                        image,
                        pairs.isLenient() ? row.values().get(1 + i) : text(table, row, 1 + i, captionColumns.get(i)));
            }
        }
        Path swapped = directory.resolve(CaptionsFolder.SWAPPED);
        if (Files.isRegularFile(swapped) && !pairs.isLenient()) { // its captions are generated
            readSwapped(swapped, images, pairs);
        }
    }

    private static void readSwapped(Path file, Images images, PairsBuilder pairs) {
        CsvTable table = CsvTable.read(file, "image", "caption", "negative", "kind");
        for (CsvTable.Row row : table.rows()) {
            if (!pairs.knows(images.name(table, row))) {
                if (pairs.takesAll()) {
                    throw table.error(
                            row,
                            "image \"%s\" has no caption in %s; add one"
                                    .formatted(row.values().getFirst(), CaptionsFolder.CAPTIONS));
                }
                continue;
            }
            pairs.swapped(new SwappedCaption(
                    images.number(table, row),
                    text(table, row, 1, "caption"),
                    text(table, row, 2, "negative"),
                    text(table, row, 3, "kind")));
        }
    }

    private static String text(CsvTable table, CsvTable.Row row, int place, String column) {
        String text = row.values().get(place);
        if (text.isBlank()) {
            throw table.error(row, "the %s is empty; fill it in or remove the row".formatted(column));
        }
        return text;
    }

    /// Images of the folder, numbered by first occurrence.
    private static final class Images {
        private final Path directory;
        private final Path root;
        private final String prefix;
        private final PairsBuilder pairs;

        Images(DataFile data, PairsBuilder pairs) {
            this.directory = data.path();
            this.root = directory.toAbsolutePath().normalize();
            this.prefix = data.prefix();
            this.pairs = pairs;
        }

        int number(CsvTable table, CsvTable.Row row) {
            Path relative = FolderImages.relative(root, table, row);
            String name = name(relative);
            if (!pairs.isLenient() && !pairs.knows(name) && !Files.isRegularFile(root.resolve(relative))) {
                throw FolderImages.missing(table, row);
            }
            return pairs.image(name, () -> new FileImage(directory.resolve(relative)));
        }

        String name(CsvTable table, CsvTable.Row row) {
            return name(FolderImages.relative(root, table, row));
        }

        private String name(Path relative) {
            return prefix
                    + StreamSupport.stream(relative.spliterator(), false)
                            .map(Path::toString)
                            .collect(Collectors.joining("/"));
        }
    }
}
