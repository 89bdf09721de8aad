package dev.diptych.data.internal.folder;

import dev.diptych.base.InvalidInputException;
import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.stream.Stream;

/// Lists the files and folders of a data set, without the hidden ones.
public final class VisibleFiles {

    private static final int DEEPEST = 64;

    private VisibleFiles() {}

    /// The files and folders directly in a folder, sorted.
    public static List<Path> in(Path folder) {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.filter(entry -> !HiddenNames.isHidden(name(entry)))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw unreadable(folder, e);
        }
    }

    /// The files in a folder and all folders below it, sorted; symbolic links are followed, and one to nothing is
    /// listed.
    public static List<Path> below(Path folder) {
        return below(folder, Integer.MAX_VALUE);
    }

    /// The same, but no more than `most` files: those that are found first.
    public static List<Path> below(Path folder, int most) {
        List<Path> files = new ArrayList<>();
        try {
            Files.walkFileTree(folder, EnumSet.of(FileVisitOption.FOLLOW_LINKS), DEEPEST, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
                    return !directory.equals(folder) && HiddenNames.isHidden(name(directory))
                            ? FileVisitResult.SKIP_SUBTREE
                            : FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    if (!HiddenNames.isHidden(name(file)) && !attributes.isOther()) {
                        files.add(file);
                    }
                    return files.size() < most ? FileVisitResult.CONTINUE : FileVisitResult.TERMINATE;
                }

                @Override
                public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
                    if (Files.isSymbolicLink(file)) { // to one of the folders above
                        return FileVisitResult.CONTINUE;
                    }
                    throw e;
                }
            });
        } catch (IOException e) {
            throw unreadable(folder, e);
        }
        files.sort(null);
        return files;
    }

    private static String name(Path path) {
        Path last = path.getFileName();
        return last == null ? "" : last.toString();
    }

    private static InvalidInputException unreadable(Path folder, IOException e) {
        return new InvalidInputException("%s cannot be read: %s".formatted(folder, e), e);
    }
}
