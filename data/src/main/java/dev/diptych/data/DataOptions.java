package dev.diptych.data;

import dev.diptych.base.InvalidInputException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Options for reading a data set; null and empty values are detected from its content.
///
/// @param image column (in shards: file-name extension) with the image
/// @param caption columns (or JSON keys) with captions, in order
/// @param metadata columns (or JSON keys) whose values are kept for each image, such as a category or a price
/// @param split only rows of this split: the value of `split_column`, or the folder or file of a split
/// @param splitColumn column with the name of the split; "split" by default
/// @param images root folder of relative image paths, which must stay below it
/// @param only file with names of images, one per line: all others are skipped
/// @param columns names of the columns of a table without a header line
/// @param cache folder for downloaded images and unpacked files; by default one in the cache directory of the user
/// @param timeout of connecting to a server and of waiting for its response
/// @param retries further attempts at a download after a transient failure
/// @param userAgent name that downloads give to servers; null for `diptych`
public record DataOptions(
        @Nullable String image,
        List<String> caption,
        List<String> metadata,
        @Nullable String split,
        @Nullable String splitColumn,
        @Nullable Path images,
        @Nullable Path only,
        List<String> columns,
        @Nullable Path cache,
        Duration timeout,
        int retries,
        @Nullable String userAgent) {

    private static final List<String> KEYS = List.of(
            "image",
            "caption",
            "metadata",
            "split",
            "split_column",
            "images",
            "only",
            "columns",
            "cache",
            "timeout",
            "retries",
            "user_agent");
    private static final int DEFAULT_TIMEOUT_SECONDS = 10;
    private static final int DEFAULT_RETRIES = 2;
    private static final int MOST = 3600;

    public static DataOptions parse(String text, Map<String, String> pairs) {
        for (String key : pairs.keySet()) {
            if (!KEYS.contains(key)) {
                throw new InvalidInputException(
                        "%s: unknown key \"%s\"; the keys are %s".formatted(text, key, String.join(", ", KEYS)));
            }
        }
        return new DataOptions(
                pairs.get("image"),
                list(pairs.get("caption")),
                list(pairs.get("metadata")),
                pairs.get("split"),
                pairs.get("split_column"),
                path(text, "images", pairs),
                path(text, "only", pairs),
                list(pairs.get("columns")),
                path(text, "cache", pairs),
                Duration.ofSeconds(whole(text, "timeout", pairs, DEFAULT_TIMEOUT_SECONDS, 1)),
                whole(text, "retries", pairs, DEFAULT_RETRIES, 0),
                pairs.get("user_agent"));
    }

    /// Returns all keys with non-default values.
    public Map<String, String> toMap() {
        Map<String, String> map = new LinkedHashMap<>();
        put(map, "image", image);
        put(map, "caption", caption.isEmpty() ? null : String.join(",", caption));
        put(map, "metadata", metadata.isEmpty() ? null : String.join(",", metadata));
        put(map, "split", split);
        put(map, "split_column", splitColumn);
        put(map, "images", images);
        put(map, "only", only);
        put(map, "columns", columns.isEmpty() ? null : String.join(",", columns));
        put(map, "cache", cache);
        put(map, "timeout", timeout.toSeconds() == DEFAULT_TIMEOUT_SECONDS ? null : timeout.toSeconds());
        put(map, "retries", retries == DEFAULT_RETRIES ? null : retries);
        put(map, "user_agent", userAgent);
        return map;
    }

    public DataOptions absolute() {
        return new DataOptions(
                image,
                caption,
                metadata,
                split,
                splitColumn,
                absolute(images),
                absolute(only),
                columns,
                absolute(cache),
                timeout,
                retries,
                userAgent);
    }

    private static void put(Map<String, String> map, String key, @Nullable Object value) {
        if (value != null) {
            map.put(key, value.toString());
        }
    }

    private static @Nullable Path absolute(@Nullable Path path) {
        return path == null ? null : path.toAbsolutePath().normalize();
    }

    private static List<String> list(@Nullable String value) {
        return value == null ? List.of() : List.of(value.split(",", -1));
    }

    private static @Nullable Path path(String text, String key, Map<String, String> pairs) {
        String value = pairs.get(key);
        try {
            return value == null ? null : Path.of(value);
        } catch (InvalidPathException e) {
            throw new InvalidInputException("%s: \"%s\" is not a valid path".formatted(text, value), e);
        }
    }

    private static int whole(String text, String key, Map<String, String> pairs, int fallback, int least) {
        String value = pairs.get(key);
        if (value == null) {
            return fallback;
        }
        if (value.matches("\\d{1,4}")) {
            int number = Integer.parseInt(value);
            if (number >= least && number <= MOST) {
                return number;
            }
        }
        throw new InvalidInputException(
                "%s: %s must be an integer from %d to %d, not \"%s\"".formatted(text, key, least, MOST, value));
    }
}
