package dev.diptych.data.format;

import dev.diptych.base.InvalidInputException;
import dev.diptych.data.internal.folder.ImageNames;
import dev.diptych.data.internal.folder.VisibleFiles;
import dev.diptych.data.internal.table.TextInput;
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
/// @param name the file's name in lower case, without `.gz` if it is a text
/// @param head the first bytes of a file, decompressed and in UTF-8 if it is UTF-16, as Latin-1; empty for a folder
/// @param children the visible files and folders of a folder, sorted
record Probe(Path path, String name, String head, List<Path> children) {

    private static final int HEAD = 4096;

    /// @throws InvalidInputException if it cannot be read, or is a pointer of Git LFS
    static Probe of(Path path) {
        Path last = path.getFileName();
        String name = last == null ? "" : last.toString().toLowerCase(Locale.ROOT);
        if (Files.isDirectory(path)) {
            return new Probe(path, name, "", VisibleFiles.in(path));
        }
        String plain = name.endsWith(".gz") && !name.endsWith(".tar.gz") ? name.substring(0, name.length() - 3) : name;
        try (InputStream stream = TextInput.open(path)) {
            return new Probe(path, plain, new String(stream.readNBytes(HEAD), StandardCharsets.ISO_8859_1), List.of());
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

    /// Whether the folder has images, without those in folders below it.
    boolean hasImages() {
        return children.stream()
                .anyMatch(child -> ImageNames.isImage(child.getFileName().toString()) && !Files.isDirectory(child));
    }

    /// First line of the head, without its line terminator.
    String firstLine() {
        return head.lines().findFirst().orElse("");
    }
}
