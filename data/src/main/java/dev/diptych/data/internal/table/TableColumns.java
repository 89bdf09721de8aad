package dev.diptych.data.internal.table;

import dev.diptych.base.InvalidInputException;
import dev.diptych.data.DataOptions;
import dev.diptych.data.internal.folder.ImageNames;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Columns of a table (or keys of an object) with image, captions and split.
///
/// Columns that the options do not name are detected by common names, in the order of the lists below, ignoring case.
///
/// @param captions at least one
/// @param metadata columns whose values are kept
/// @param split null if the table has none
public record TableColumns(
        String image,
        List<String> captions,
        List<String> metadata,
        @Nullable String split) {

    private static final List<String> IMAGES = List.of(
            "image",
            "file_name",
            "filename",
            "filepath",
            "file_path",
            "image_path",
            "image_file",
            "image_name",
            "path",
            "file",
            "img",
            "img_path",
            "jpg",
            "jpeg",
            "png",
            "webp",
            "image_url",
            "url");

    private static final List<String> CAPTIONS = List.of(
            "caption",
            "captions",
            "text",
            "texts",
            "title",
            "sentence",
            "sentences",
            "sentences_raw",
            "raw",
            "description",
            "alt_text",
            "txt",
            "comment",
            "prompt");

    /// Usual name of the column with the split.
    public static final String SPLIT = "split";

    /// Whether image and captions can be detected by these names.
    public static boolean areKnown(Collection<String> names) {
        return first(names, IMAGES).isPresent() && !knownCaptions(names).isEmpty();
    }

    /// @param place the table, for messages
    /// @throws InvalidInputException if a named column does not exist, or none can be detected
    public static TableColumns choose(String place, Collection<String> names, DataOptions options) {
        String image = options.image() == null
                ? first(names, IMAGES).orElseThrow(() -> unknown(place, names, "image"))
                : require(place, names, options.image());
        List<String> metadata = options.metadata().stream()
                .map(name -> require(place, names, name))
                .toList();
        return new TableColumns(image, captions(place, names, options), metadata, split(place, names, options));
    }

    /// Returns the columns with captions only.
    public static List<String> captions(String place, Collection<String> names, DataOptions options) {
        if (!options.caption().isEmpty()) {
            return options.caption().stream()
                    .map(name -> require(place, names, name))
                    .toList();
        }
        List<String> known = knownCaptions(names);
        if (known.isEmpty()) {
            throw unknown(place, names, "caption");
        }
        return known;
    }

    /// Returns the columns with common names of captions: the numbered ones (`caption_0`, `caption_1`, ...), or
    /// the first of the names above; empty if the column does not exist.
    public static List<String> knownCaptions(Collection<String> names) {
        List<String> numbered = names.stream()
                .filter(name -> name.toLowerCase(Locale.ROOT).matches("(caption|text|sentence)_?\\d+"))
                .toList();
        return numbered.isEmpty() ? first(names, CAPTIONS).stream().toList() : numbered;
    }

    /// Returns the column with the split; null if there is none and the options do not require one.
    public static @Nullable String split(String place, Collection<String> names, DataOptions options) {
        if (options.splitColumn() != null) {
            return require(place, names, options.splitColumn());
        }
        return first(names, List.of(SPLIT)).orElse(null);
    }

    private static Optional<String> first(Collection<String> names, List<String> known) {
        Map<String, String> lower = names.stream()
                .collect(Collectors.toMap(name -> name.toLowerCase(Locale.ROOT), name -> name, (first, _) -> first));
        return known.stream().filter(lower::containsKey).findFirst().map(lower::get);
    }

    private static InvalidInputException unknown(String place, Collection<String> names, String what) {
        boolean isRow = names.stream().anyMatch(name -> ImageNames.isImage(name) || name.startsWith("http"));
        return new InvalidInputException(
                isRow
                        ? "%s: the first line is a row, not the names of the columns; add them, or specify them with"
                                        .formatted(place)
                                + " ?columns=NAME,...: it is %s".formatted(Excerpt.of(names))
                        : "%s: cannot detect the column of the %s; specify it with ?%s=COLUMN: the columns are %s"
                                .formatted(place, what, what, Excerpt.of(names)));
    }

    private static String require(String place, Collection<String> names, String name) {
        if (!names.contains(name)) {
            throw new InvalidInputException(
                    "%s: there is no column \"%s\"; the columns are %s".formatted(place, name, Excerpt.of(names)));
        }
        return name;
    }
}
