package dev.diptych.data.format;

import dev.diptych.base.InvalidInputException;
import dev.diptych.data.DataOptions;
import java.io.File;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.StringJoiner;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Location and options of a data set, as a user writes them: `[FORMAT:]PATH[?KEY=VALUE&...]`, for example `pairs`,
/// `coco:annotations.json?images=val2017` or `shards/{000..099}.tar?caption=title`.
///
/// PATH may contain ranges and lists in braces and `*` in its last component. The keys are those of [DataOptions].
///
/// @param format name of a format; null to detect it
/// @param path path or pattern, relative to the working directory
public record DataLocation(@Nullable String format, String path, DataOptions options) {

    private static final Pattern NAMED = Pattern.compile("([a-z][a-z0-9]+):(.*)", Pattern.DOTALL);

    /// @throws InvalidInputException if the format or a key is unknown, or a value is invalid
    public static DataLocation parse(String text) {
        Matcher named = NAMED.matcher(text);
        String format = null;
        String rest = text;
        if (named.matches()) {
            format = named.group(1);
            rest = named.group(2);
            if (rest.startsWith("//")) {
                throw new InvalidInputException(
                        "%s is an address; data are read from local files; download it first".formatted(text));
            }
            if (!DataFormats.names().contains(format)) {
                throw new InvalidInputException("%s: unknown format \"%s\"; the formats are %s"
                        .formatted(text, format, String.join(", ", DataFormats.names())));
            }
        }
        int question = rest.indexOf('?');
        boolean hasOptions = question >= 0 && rest.indexOf('=', question) > 0;
        String path = hasOptions ? rest.substring(0, question) : rest;
        if (path.isBlank()) {
            throw new InvalidInputException("\"%s\" does not name a file or folder".formatted(text));
        }
        DataOptions options =
                DataOptions.parse(text, hasOptions ? pairs(text, rest.substring(question + 1)) : Map.of());
        return new DataLocation(format, path, options);
    }

    /// Returns the location of a file or folder without options.
    public static DataLocation of(Path path) {
        return new DataLocation(null, path.toString(), DataOptions.parse(path.toString(), Map.of()));
    }

    /// Returns this location with absolute paths, which is valid from any working directory.
    public DataLocation absolute() {
        String full = new File(path).getAbsoluteFile().toString();
        boolean plain = full.indexOf('*') < 0 && full.indexOf('{') < 0;
        String normal = plain ? new File(full).toPath().normalize().toString() : full;
        return new DataLocation(format, normal, options.absolute());
    }

    /// Returns the text that [#parse] reads.
    @Override
    public String toString() {
        StringJoiner keys = new StringJoiner("&", "?", "").setEmptyValue("");
        options.toMap().forEach((key, value) -> keys.add(key + "=" + value));
        return (format == null ? "" : format + ":") + path + keys;
    }

    private static Map<String, String> pairs(String text, String keys) {
        Map<String, String> pairs = new LinkedHashMap<>();
        for (String pair : keys.split("&", -1)) {
            int equals = pair.indexOf('=');
            if (equals < 1 || equals == pair.length() - 1) {
                throw new InvalidInputException(
                        "%s: \"%s\" must be a key and a value, KEY=VALUE".formatted(text, pair));
            }
            if (pairs.putIfAbsent(pair.substring(0, equals), pair.substring(equals + 1)) != null) {
                throw new InvalidInputException("%s: \"%s\" is given twice".formatted(text, pair.substring(0, equals)));
            }
        }
        return pairs;
    }
}
