package dev.diptych.data.format;

import dev.diptych.base.InvalidInputException;
import dev.diptych.data.SwappedCaption;
import dev.diptych.data.internal.archive.NamedImage;
import dev.diptych.data.internal.table.CsvTable;
import dev.diptych.data.internal.table.Excerpt;
import dev.diptych.data.internal.table.UnusableRow;
import java.nio.file.Files;
import java.nio.file.Path;

/// Tables of a [CaptionsFolder]. Images must exist, except when reading for an audit.
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
        ImageRoot images = data.at(file).images(directory);
        DelimitedText.read(data.at(file), images, !pairs.isLenient(), pairs);
        Path swapped = directory.resolve(CaptionsFolder.SWAPPED);
        if (Files.isRegularFile(swapped) && !pairs.isLenient()) { // its captions are generated
            readSwapped(swapped, images, pairs);
        }
    }

    private static void readSwapped(Path file, ImageRoot images, PairsBuilder pairs) {
        CsvTable table = CsvTable.readUsable(file, "image", "caption", "negative", "kind");
        for (CsvTable.Unusable row : table.unusable()) {
            pairs.leaveOut(file + ":" + row.line(), row.reason());
        }
        for (CsvTable.Row row : table.rows()) {
            try {
                NamedImage image = images.image(row.values().getFirst());
                if (pairs.knows(image.name())) {
                    pairs.swapped(new SwappedCaption(
                            pairs.image(image.name(), image::source),
                            text(row, 1, "caption"),
                            text(row, 2, "negative"),
                            text(row, 3, "kind")));
                } else if (pairs.takesAll()) {
                    throw new UnusableRow("image \"%s\" has no caption in %s; add one"
                            .formatted(Excerpt.of(row.values().getFirst()), CaptionsFolder.CAPTIONS));
                }
            } catch (UnusableRow e) {
                pairs.leaveOut(file + ":" + row.line(), e.reason());
            }
        }
    }

    private static String text(CsvTable.Row row, int place, String column) throws UnusableRow {
        String text = row.values().get(place);
        if (text.isBlank()) {
            throw new UnusableRow("the %s is empty; fill it in or remove the row".formatted(column));
        }
        return text;
    }
}
