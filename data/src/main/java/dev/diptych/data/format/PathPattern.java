package dev.diptych.data.format;

import dev.diptych.base.InvalidInputException;
import dev.diptych.data.internal.folder.HiddenNames;
import java.io.File;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/// Pattern of paths: `{000..123}` for numbers (as wide as the first one), `{a,b}` for words, and `*` in the last
/// component.
final class PathPattern {

    private static final Pattern RANGE = Pattern.compile("(\\d{1,9})\\.\\.(\\d{1,9})");
    private static final int MOST = 100_000;

    private PathPattern() {}

    /// Returns the files and folders that a pattern matches, at least one; all exist.
    static List<Path> expand(String pattern) {
        List<Path> paths = new ArrayList<>();
        for (String each : exists(pattern) ? List.of(pattern) : braces(pattern)) {
            if (each.indexOf('*') >= 0 && !exists(each)) {
                paths.addAll(matches(each));
            } else if (exists(each)) {
                paths.add(Path.of(each));
            } else {
                throw new InvalidInputException("%s does not exist; data is a file or folder of one of the formats %s"
                        .formatted(each, String.join(", ", DataFormats.names())));
            }
        }
        return paths;
    }

    /// Returns the deepest folder that contains all paths.
    static Path commonFolder(List<Path> paths) {
        Path common = parent(paths.getFirst());
        for (Path path : paths) {
            while (!parent(path).startsWith(common)) {
                common = parent(common);
            }
        }
        return common;
    }

    /// Returns the folder of a path below `common`, with `/` at its end; empty for that folder itself.
    static String folderBelow(Path common, Path path) {
        Path folder = Files.isDirectory(path) ? path.toAbsolutePath().normalize() : parent(path);
        String below = StreamSupport.stream(common.relativize(folder).spliterator(), false)
                .map(Path::toString)
                .collect(Collectors.joining("/"));
        return below.isEmpty() ? "" : below + "/";
    }

    private static Path parent(Path path) {
        Path absolute = path.toAbsolutePath().normalize();
        Path parent = absolute.getParent();
        return parent == null ? absolute : parent;
    }

    private static boolean exists(String path) {
        return new File(path).exists();
    }

    private static List<String> braces(String pattern) {
        int open = pattern.indexOf('{');
        int close = pattern.indexOf('}', open + 1);
        if (open < 0 || close < 0) {
            return List.of(pattern);
        }
        List<String> all = new ArrayList<>();
        for (String choice : choices(pattern, pattern.substring(open + 1, close))) {
            all.addAll(braces(pattern.substring(0, open) + choice + pattern.substring(close + 1)));
            if (all.size() > MOST) {
                throw new InvalidInputException("%s matches more than %d files".formatted(pattern, MOST));
            }
        }
        return all;
    }

    private static List<String> choices(String pattern, String inside) {
        Matcher range = RANGE.matcher(inside);
        if (!range.matches()) {
            return List.of(inside.split(",", -1));
        }
        int first = Integer.parseInt(range.group(1));
        int last = Integer.parseInt(range.group(2));
        if (last < first || last - first >= MOST) {
            throw new InvalidInputException(
                    "%s: {%s} must count upwards, through fewer than %d numbers".formatted(pattern, inside, MOST));
        }
        List<String> numbers = new ArrayList<>();
        for (int number = first; number <= last; number++) {
            numbers.add(String.format(Locale.ROOT, "%0" + range.group(1).length() + "d", number));
        }
        return numbers;
    }

    private static List<Path> matches(String pattern) {
        File file = new File(pattern);
        String folder = file.getParent() == null ? "." : file.getParent();
        List<Path> paths = new ArrayList<>();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(Path.of(folder), file.getName())) {
            boolean isHidden = file.getName().startsWith(".");
            stream.forEach(path -> {
                if (isHidden || !HiddenNames.isHidden(path.getFileName().toString())) {
                    paths.add(path);
                }
            });
        } catch (IOException | InvalidPathException e) {
            throw new InvalidInputException("%s: %s cannot be listed: %s".formatted(pattern, folder, e), e);
        }
        if (paths.isEmpty()) {
            throw new InvalidInputException("%s matches no file".formatted(pattern));
        }
        paths.sort(null);
        return file.getParent() == null ? paths.stream().map(Path::getFileName).toList() : paths;
    }
}
