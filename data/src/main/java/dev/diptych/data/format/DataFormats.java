package dev.diptych.data.format;

import dev.diptych.base.InvalidInputException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/// All formats, in the order in which they are tried on a path without a format name.
public final class DataFormats {

    private static final List<DataFormat> ALL = List.of(
            new CaptionsTables(),
            new WebDataset(),
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
        if (name != null) {
            return ALL.stream()
                    .filter(format -> format.name().equals(name))
                    .findFirst()
                    .orElseThrow(() -> new InvalidInputException("unknown format \"%s\"".formatted(name)));
        }
        Probe probe = Probe.of(path);
        return ALL.stream()
                .filter(format -> format.recognises(probe))
                .findFirst()
                .orElseThrow(() -> new InvalidInputException(
                        "%s has no known format; prefix it with the name of the format (%s): %s"
                                .formatted(
                                        path,
                                        probe.isFolder()
                                                ? "a folder has captions.csv, metadata.jsonl, shards, or images in"
                                                        + " folders of their classes"
                                                : "csv:" + path,
                                        String.join(", ", names()))));
    }
}
