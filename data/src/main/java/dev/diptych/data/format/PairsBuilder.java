package dev.diptych.data.format;

import dev.diptych.base.InvalidInputException;
import dev.diptych.data.Caption;
import dev.diptych.data.DataOptions;
import dev.diptych.data.ImageItem;
import dev.diptych.data.ImageSource;
import dev.diptych.data.Pairs;
import dev.diptych.data.SwappedCaption;
import dev.diptych.data.internal.archive.NamedImage;
import dev.diptych.data.internal.table.CaptionCell;
import dev.diptych.data.internal.table.Excerpt;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Builds pairs while they are read: images are numbered by first occurrence, captions keep their order, and rows that
/// the options exclude are ignored.
final class PairsBuilder {

    /// Number of an image that the options exclude.
    static final int UNWANTED = -1;

    private final Set<String> splits; // empty for all
    private final @Nullable Set<String> only;
    private final Map<String, Integer> numberOfName = new HashMap<>();
    private final List<ImageItem> images = new ArrayList<>();
    private final List<Caption> captions = new ArrayList<>();
    private final List<SwappedCaption> swapped = new ArrayList<>();
    private final List<SkippedRow> leftOut = new ArrayList<>();
    private final Set<String> foundSplits = new LinkedHashSet<>();

    private final Set<String> captionFolders = new LinkedHashSet<>();
    private final boolean lenient;
    private final List<String> metadata;
    private boolean isInSplit;
    private boolean keepsMetadata;

    PairsBuilder(DataOptions options) {
        this(options, false);
    }

    /// @param lenient whether faulty rows are kept for an audit: missing images and blank captions
    PairsBuilder(DataOptions options, boolean lenient) {
        this.lenient = lenient;
        this.metadata = options.metadata();
        this.splits =
                options.split() == null ? Set.of() : Set.of(options.split().split(","));
        this.only = options.only() == null ? null : names(options.only());
    }

    boolean isLenient() {
        return lenient;
    }

    /// Whether the options select rows of this split. Several splits without a selection are refused at the end.
    boolean wants(@Nullable String splitOfRow) {
        if (isInSplit) {
            return true;
        }
        String name = splitOfRow == null ? "" : splitOfRow.strip();
        if (splits.contains(name)) {
            return true;
        }
        if (!name.isEmpty() && foundSplits.size() < 10) {
            foundSplits.add(name);
        }
        return splits.isEmpty();
    }

    /// Whether the rows that follow are in a folder that is a split, so that their own does not count.
    void inSplit(boolean inSplit) {
        isInSplit = inSplit;
    }

    /// Whether the options select splits.
    boolean wantsSomeSplits() {
        return !splits.isEmpty();
    }

    /// Records the folder whose name is the caption of an image.
    void folderIsCaption(String name) {
        captionFolders.add(name);
    }

    /// Whether the options exclude no rows.
    boolean takesAll() {
        return splits.isEmpty() && only == null;
    }

    /// Returns the number of the image of this name, which is added if it is new; [#UNWANTED] if the list of names
    /// does not contain it.
    int image(String name, Supplier<ImageSource> source) {
        return image(name, source, new LinkedHashMap<>());
    }

    private int image(String name, Supplier<ImageSource> source, SequencedMap<String, String> values) {
        Integer known = numberOfName.get(name);
        if (known != null) {
            return known;
        }
        if (only != null && !only.contains(name) && !only.contains(name.substring(name.lastIndexOf('/') + 1))) {
            return UNWANTED;
        }
        numberOfName.put(name, images.size());
        images.add(new ImageItem(name, source.get(), values));
        return images.size() - 1;
    }

    /// Whether there is an image of this name.
    boolean knows(String name) {
        return numberOfName.containsKey(name);
    }

    void caption(int image, String text) {
        captions.add(new Caption(image, text));
    }

    void swapped(SwappedCaption caption) {
        swapped.add(caption);
    }

    void leaveOut(String place, String reason) {
        leftOut.add(new SkippedRow(place, reason));
    }

    /// Adds an image with its non-blank texts, in which a list counts as several, or skips the row if there are none;
    /// in lenient mode with all its texts, or an empty one if there is none.
    ///
    /// @param place file and line, row or member
    void add(String place, NamedImage image, List<String> texts) {
        add(place, image, texts, new LinkedHashMap<>());
    }

    /// The same with the values of the metadata columns; those of the first row of an image count.
    void add(String place, NamedImage image, List<String> texts, SequencedMap<String, String> values) {
        keepsMetadata |= !values.isEmpty();
        List<String> present = texts.stream()
                .flatMap(text -> CaptionCell.captions(text).stream())
                .filter(text -> lenient || !text.isBlank())
                .toList();
        if (lenient && present.isEmpty()) {
            present = List.of("");
        }
        if (present.isEmpty()) {
            leaveOut(place, "it has no caption");
            return;
        }
        int number = image(image.name(), image::source, values);
        if (number != UNWANTED) {
            for (String text : present) {
                caption(number, text);
            }
        }
    }

    /// @throws InvalidInputException if there are no pairs, one of several splits must be chosen, or all captions are
    ///     the name of one folder
    DataSet build(DataLocation location, String format) {
        if (!metadata.isEmpty() && !keepsMetadata) {
            throw new InvalidInputException(
                    "%s: read as %s, it has no values of metadata=%s; tables in CSV, JSON and Parquet have such columns"
                            .formatted(location, format, String.join(",", metadata)));
        }
        if (captions.isEmpty()) {
            String why = leftOut.isEmpty()
                    ? ""
                    : "; of %d rows skipped the first is %s: %s"
                            .formatted(
                                    leftOut.size(),
                                    leftOut.getFirst().place(),
                                    leftOut.getFirst().reason());
            String splits = foundSplits.isEmpty() ? "" : "; it has the splits " + Excerpt.of(foundSplits);
            throw new InvalidInputException(
                    "%s: read as %s, it has no image with a caption%s%s".formatted(location, format, splits, why));
        }
        if (splits.isEmpty() && foundSplits.size() > 1) {
            throw new InvalidInputException("%s has the splits %s; choose one or more with ?split=%s"
                    .formatted(
                            location,
                            Excerpt.of(foundSplits),
                            foundSplits.iterator().next()));
        }
        if (captionFolders.size() == 1) {
            throw new InvalidInputException(
                    ("%s has images in one folder only, \"%s\", whose name would be every caption; give a table of images"
                                    + " and captions, or a text file with the name of each image%s")
                            .formatted(
                                    location,
                                    captionFolders.iterator().next(),
                                    FolderTables.possible(Path.of(location.path()))));
        }
        return new DataSet(format, new Pairs(images, captions, swapped), List.copyOf(leftOut));
    }

    private static Set<String> names(Path file) {
        try {
            Set<String> names = new LinkedHashSet<>();
            Files.readAllLines(file).stream()
                    .map(String::strip)
                    .filter(line -> !line.isEmpty())
                    .forEach(names::add);
            return names;
        } catch (IOException e) {
            throw new InvalidInputException(
                    "%s cannot be read: %s; only= requires a text file with one image name per line".formatted(file, e),
                    e);
        }
    }
}
