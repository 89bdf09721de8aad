package dev.diptych.data.format;

import dev.diptych.base.InvalidInputException;
import dev.diptych.data.DataOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/// All formats, in the order in which they are tried on a path without a format name.
public final class DataFormats {

    private static final List<DataFormat> ALL = List.of(
            new CaptionsTables(),
            new WebDataset(),
            new SidecarFiles(),
            new ParquetRows(),
            new KarpathySplits(),
            new CocoCaptions(),
            new JsonRows(),
            new FlickrTokens(),
            new ImageFolder(),
            new DelimitedText());

    private DataFormats() {}

    /// Names of the formats.
    public static List<String> names() {
        return ALL.stream().map(DataFormat::name).toList();
    }

    /// Names and descriptions of the formats.
    public static SequencedMap<String, String> descriptions() {
        SequencedMap<String, String> descriptions = new LinkedHashMap<>();
        ALL.forEach(format -> descriptions.put(format.name(), format.description()));
        return descriptions;
    }

    /// Returns the named format, or the first that recognises the file or folder.
    static DataFormat of(@Nullable String name, Path path) {
        return name == null ? detect(path, DataOptions.parse("", Map.of())) : named(name);
    }

    /// Returns the first format that recognises the file or folder.
    ///
    /// @throws InvalidInputException if there is none; names what is known about it
    static DataFormat detect(Path path, DataOptions options) {
        Probe probe = Probe.of(path);
        UnsupportedData.refuse(probe);
        return recognised(probe).orElseThrow(() -> unknown(probe, options));
    }

    /// Returns the file or folder that a data set consists of: the only table of a folder, or `path` itself.
    ///
    /// @throws InvalidInputException if the folder has several tables, and no format of folders
    static Path resolve(@Nullable String format, Path path, DataOptions options) {
        if (!Files.isDirectory(path) || (format != null && isOfFolders(named(format)))) {
            return path;
        }
        Probe probe = Probe.of(path);
        UnsupportedData.refuse(probe);
        Path table = format == null && isRecognised(probe) ? null : FolderTables.only(path, options);
        return table == null ? path : table;
    }

    /// Whether a folder is in no format that gives its images captions other than the names of their folders.
    static boolean mayHoldClasses(Path folder) {
        Probe probe = Probe.of(folder);
        return !isRecognised(probe)
                && FolderTables.in(folder, DataOptions.parse("", Map.of())).isEmpty();
    }

    // Names of folders are captions only where there are no others.
    private static boolean isRecognised(Probe folder) {
        return recognised(folder)
                .filter(each -> !(each instanceof ImageFolder) || ImageFolder.hasMetadata(folder))
                .isPresent();
    }

    private static Optional<DataFormat> recognised(Probe probe) {
        return ALL.stream().filter(format -> format.recognises(probe)).findFirst();
    }

    private static DataFormat named(String name) {
        return ALL.stream()
                .filter(format -> format.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new InvalidInputException("unknown format \"%s\"".formatted(name)));
    }

    private static boolean isOfFolders(DataFormat format) {
        return switch (format) {
            case CaptionsTables _, ImageFolder _, ParquetRows _, SidecarFiles _, WebDataset _, FlickrTokens _ -> true;
            case CocoCaptions _, DelimitedText _, JsonRows _, KarpathySplits _ -> false;
        };
    }

    private static InvalidInputException unknown(Probe probe, DataOptions options) {
        return new InvalidInputException("%s has no known format; prefix it with the name of the format (%s): %s%s"
                .formatted(
                        probe.path(),
                        probe.isFolder()
                                ? "a folder has captions.csv, metadata.jsonl, shards, a text next to each image, or images"
                                        + " in folders of their classes"
                                : "csv:" + probe.path(),
                        String.join(", ", names()),
                        probe.hasImages()
                                ? FolderTables.hint(probe.path(), options) + FolderTables.possible(probe.path())
                                : ""));
    }
}
