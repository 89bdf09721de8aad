package dev.diptych.data.format;

import dev.diptych.base.InvalidInputException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/// Properties of a file or folder that are cheap to read.
///
/// @param name the file's name in lower case
/// @param head the first bytes of a file as Latin-1; empty for a folder
/// @param children the files and folders of a folder, sorted
record Probe(Path path, String name, String head, List<Path> children) {

    private static final int HEAD = 4096;

    static Probe of(Path path) {
        Path last = path.getFileName();
        String name = last == null ? "" : last.toString().toLowerCase(Locale.ROOT);
        try {
            if (Files.isDirectory(path)) {
                return new Probe(path, name, "", children(path));
            }
            try (InputStream stream = Files.newInputStream(path)) {
                return new Probe(
                        path, name, new String(stream.readNBytes(HEAD), StandardCharsets.ISO_8859_1), List.of());
            }
        } catch (IOException e) {
            throw new InvalidInputException("%s cannot be read: %s".formatted(path, e), e);
        }
    }

    boolean isFolder() {
        return Files.isDirectory(path);
    }

    boolean has(String child) {
        return Files.isRegularFile(path.resolve(child));
    }

    /// Whether the name ends in one of these.
    boolean endsWith(String... endings) {
        return Stream.of(endings).anyMatch(name::endsWith);
    }

    /// The files of the folder whose names end in one of these, sorted.
    List<Path> files(String... endings) {
        return children.stream()
                .filter(child -> {
                    String lower = child.getFileName().toString().toLowerCase(Locale.ROOT);
                    return Stream.of(endings).anyMatch(lower::endsWith) && Files.isRegularFile(child);
                })
                .toList();
    }

    /// First line of the head, without its line terminator.
    String firstLine() {
        return head.lines().findFirst().orElse("");
    }

    static List<Path> children(Path folder) throws IOException {
        try (Stream<Path> list = Files.list(folder)) {
            return list.sorted().toList();
        }
    }
}
