package dev.diptych.data.format;

import dev.diptych.base.InvalidInputException;
import dev.diptych.data.DataOptions;
import dev.diptych.data.internal.folder.VisibleFiles;
import dev.diptych.data.internal.table.CsvTable;
import dev.diptych.data.internal.table.Excerpt;
import dev.diptych.data.internal.table.JsonFile;
import dev.diptych.data.internal.table.TableColumns;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Tables of images and captions in a folder, or in one below it that has no images, such as `annotations`: the data
/// set is the table, and the folder only its place.
final class FolderTables {

    private static final Pattern TABLE = Pattern.compile("(?i).*\\.(csv|tsv|tab|txt|token|json|jsonl|ndjson)(\\.gz)?");

    // COCO's annotations of other tasks.
    private static final Pattern OTHER_TASK =
            Pattern.compile("(?i)(instances|person_keypoints|panoptic|stuff|image_info|deepfashion|lvis)_.*");

    private static final List<DataFormat> FORMATS =
            List.of(new KarpathySplits(), new CocoCaptions(), new JsonRows(), new FlickrTokens(), new DelimitedText());

    private FolderTables() {}

    /// Returns the only table in a folder; null if there is none.
    ///
    /// @throws InvalidInputException if there are several; names them
    static @Nullable Path only(Path folder, DataOptions options) {
        List<Path> tables = in(folder, options);
        if (tables.size() > 1) {
            throw new InvalidInputException(
                    "%s has the tables %s; choose one: %s".formatted(folder, names(folder, tables), tables.getFirst()));
        }
        return tables.isEmpty() ? null : tables.getFirst();
    }

    /// Returns a hint at tables next to a folder that has none; empty if there are none either.
    static String hint(Path folder, DataOptions options) {
        Path parent = folder.toAbsolutePath().normalize().getParent();
        List<Path> tables = parent == null ? List.of() : in(parent, options);
        return tables.isEmpty()
                ? ""
                : "; its captions may be in %s: give that file as the data".formatted(tables.getFirst());
    }

    /// Returns a hint at files in a folder that may be tables with columns of other names; empty if there are none.
    static String possible(Path folder) {
        List<String> names = !Files.isDirectory(folder)
                ? List.of()
                : VisibleFiles.in(folder).stream()
                        .map(file -> file.getFileName().toString())
                        .filter(name -> TABLE.matcher(name).matches())
                        .toList();
        return names.isEmpty()
                ? ""
                : "; if the captions are in %s, give that file and the names of its columns: %s?image=NAME&caption=NAME"
                        .formatted(Excerpt.of(names), folder.resolve(names.getFirst()));
    }

    /// Returns the tables with images and captions in a folder.
    static List<Path> in(Path folder, DataOptions options) {
        List<Path> direct = tables(VisibleFiles.in(folder), options);
        if (!direct.isEmpty()) {
            return direct;
        }
        return VisibleFiles.in(folder).stream()
                .filter(child -> Files.isDirectory(child) && !Probe.of(child).hasImages())
                .flatMap(child -> tables(VisibleFiles.in(child), options).stream())
                .toList();
    }

    private static List<Path> tables(List<Path> files, DataOptions options) {
        return files.stream()
                .filter(file -> TABLE.matcher(file.getFileName().toString()).matches()
                        && Files.isRegularFile(file)
                        && isTable(Probe.of(file), options))
                .toList();
    }

    private static boolean isTable(Probe file, DataOptions options) {
        Optional<DataFormat> format =
                FORMATS.stream().filter(each -> each.recognises(file)).findFirst();
        return format.isPresent()
                && switch (format.get()) {
                    case KarpathySplits _, FlickrTokens _ -> true;
                    case CocoCaptions _ -> !OTHER_TASK.matcher(file.name()).matches();
                    case JsonRows _ -> areKnown(JsonFile.firstKeys(file.path()), options);
                    case DelimitedText _ -> areKnown(columns(file.path()), options);
                    case CaptionsTables _, ImageFolder _, ParquetRows _, SidecarFiles _, WebDataset _ -> false;
                };
    }

    private static boolean areKnown(Collection<String> names, DataOptions options) {
        try {
            TableColumns.choose("", names, options);
            return true;
        } catch (InvalidInputException _) {
            return false;
        }
    }

    private static List<String> columns(Path file) {
        try {
            return CsvTable.columns(file);
        } catch (InvalidInputException _) {
            return List.of(); // a text that is no table
        }
    }

    private static String names(Path folder, List<Path> tables) {
        return Excerpt.of(tables.stream()
                .map(table -> folder.relativize(table).toString())
                .toList());
    }
}
