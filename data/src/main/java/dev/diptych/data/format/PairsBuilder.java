package dev.diptych.data.format;

import dev.diptych.base.InvalidInputException;
import dev.diptych.data.Caption;
import dev.diptych.data.DataOptions;
import dev.diptych.data.ImageItem;
import dev.diptych.data.ImageSource;
import dev.diptych.data.Pairs;
import dev.diptych.data.SwappedCaption;
import dev.diptych.data.internal.archive.NamedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Pairs as they are read: images are numbered as they first occur, captions keep their order, and rows that
/// the options do not ask for are passed over.
final class PairsBuilder {

    /// An image that the options leave out.
    static final int UNWANTED = -1;

    private final @Nullable String split;
    private final @Nullable Set<String> only;
    private final Map<String, Integer> numberOfName = new HashMap<>();
    private final List<ImageItem> images = new ArrayList<>();
    private final List<Caption> captions = new ArrayList<>();
    private final List<SwappedCaption> swapped = new ArrayList<>();
    private final List<SkippedRow> leftOut = new ArrayList<>();
    private final Set<String> otherSplits = new LinkedHashSet<>();

    private final boolean lenient;

    PairsBuilder(DataOptions options) {
        this(options, false);
    }

    /// @param lenient whether what is faulty is kept, to be looked at: images that are not there, and captions that are
    ///     blank
    PairsBuilder(DataOptions options, boolean lenient) {
        this.lenient = lenient;
        this.split = options.split();
        this.only = options.only() == null ? null : names(options.only());
    }

    boolean isLenient() {
        return lenient;
    }

    /// Whether rows of this split are asked for.
    boolean wants(@Nullable String splitOfRow) {
        if (split == null || split.equals(splitOfRow)) {
            return true;
        }
        if (splitOfRow != null && otherSplits.size() < 10) {
            otherSplits.add(splitOfRow);
        }
        return false;
    }

    /// Whether one split is asked for.
    boolean wantsOneSplit() {
        return split != null;
    }

    /// Whether nothing is left out on request.
    boolean takesAll() {
        return split == null && only == null;
    }

    /// The number of the image of this name, new or not; [#UNWANTED] where a list of names has it not.
    int image(String name, Supplier<ImageSource> source) {
        Integer known = numberOfName.get(name);
        if (known != null) {
            return known;
        }
        if (only != null && !only.contains(name) && !only.contains(name.substring(name.lastIndexOf('/') + 1))) {
            return UNWANTED;
        }
        numberOfName.put(name, images.size());
        images.add(new ImageItem(name, source.get()));
        return images.size() - 1;
    }

    /// Whether an image of this name is there.
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

    /// Adds an image with those of its texts that are not blank, or leaves the row out where none is; leniently, with
    /// all its texts, an empty one where there is none.
    ///
    /// @param place the row's file and line, row or member
    void add(String place, NamedImage image, List<String> texts) {
        List<String> present =
                texts.stream().filter(text -> lenient || !text.isBlank()).toList();
        if (lenient && present.isEmpty()) {
            present = List.of("");
        }
        if (present.isEmpty()) {
            leaveOut(place, "it has no caption");
            return;
        }
        int number = image(image.name(), image::source);
        if (number != UNWANTED) {
            for (String text : present) {
                caption(number, text);
            }
        }
    }

    /// @throws InvalidInputException if there is no pair
    DataSet build(DataLocation location, String format) {
        if (captions.isEmpty()) {
            String why = leftOut.isEmpty()
                    ? ""
                    : "; of %d rows left out the first is %s: %s"
                            .formatted(
                                    leftOut.size(),
                                    leftOut.getFirst().place(),
                                    leftOut.getFirst().reason());
            String splits = otherSplits.isEmpty() ? "" : "; it has the splits " + String.join(", ", otherSplits);
            throw new InvalidInputException(
                    "%s: read as %s, it has no image with a caption%s%s".formatted(location, format, splits, why));
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
                    "%s cannot be read: %s; only= names a text file with the name of an image a line"
                            .formatted(file, e),
                    e);
        }
    }
}
