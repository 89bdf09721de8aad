package dev.diptych.data.internal.folder;

import dev.diptych.base.InvalidInputException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Finds the folder with the images of a table, if they are not relative to that of the table: one below it,
/// two levels deep, or one next to it.
public final class ImageFolders {

    private static final int MOST = 500;

    private ImageFolders() {}

    /// Returns the folder near `table` that contains the image; null if none does.
    ///
    /// @throws InvalidInputException if several do, and the name of the table does not decide
    public static @Nullable Path near(Path table, String reference) {
        Path own = table.toAbsolutePath().normalize().getParent();
        if (own == null || reference.startsWith("/")) {
            return null;
        }
        Path below = choose(table, reference, below(own));
        Path above = own.getParent();
        if (below != null || above == null || above.getParent() == null) {
            return below;
        }
        List<Path> neighbours = new ArrayList<>(folders(above));
        neighbours.remove(own);
        neighbours.addFirst(above);
        return choose(table, reference, neighbours);
    }

    private static List<Path> below(Path folder) {
        List<Path> below = new ArrayList<>(folders(folder));
        for (Path child : List.copyOf(below)) {
            if (below.size() < MOST) {
                below.addAll(folders(child));
            }
        }
        return below;
    }

    private static @Nullable Path choose(Path table, String reference, List<Path> folders) {
        List<Path> having =
                folders.stream().filter(folder -> contains(folder, reference)).toList();
        if (having.size() < 2) {
            return having.isEmpty() ? null : having.getFirst();
        }
        String stem = name(table).replaceFirst("\\..*", "");
        List<Path> named = having.stream()
                .filter(folder -> stem.contains(name(folder)) || name(folder).contains(stem))
                .toList();
        if (named.size() == 1) {
            return named.getFirst();
        }
        throw new InvalidInputException("%s: image \"%s\" is in each of the folders %s; choose one with ?images=FOLDER"
                .formatted(
                        table,
                        reference,
                        having.stream().limit(4).map(Path::toString).collect(Collectors.joining(", "))));
    }

    private static boolean contains(Path folder, String reference) {
        try {
            Path file = folder.resolve(reference).normalize();
            return file.startsWith(folder) && !file.equals(folder) && Files.isRegularFile(file);
        } catch (InvalidPathException _) {
            return false;
        }
    }

    private static List<Path> folders(Path folder) {
        try {
            return VisibleFiles.in(folder).stream()
                    .filter(Files::isDirectory)
                    .limit(MOST)
                    .toList();
        } catch (InvalidInputException _) {
            return List.of(); // one that may not be read has no images
        }
    }

    private static String name(Path path) {
        return path.getFileName().toString().toLowerCase(Locale.ROOT);
    }
}
