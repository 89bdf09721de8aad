package dev.diptych.data.format;

import dev.diptych.data.FileImage;
import dev.diptych.data.internal.archive.Downloads;
import dev.diptych.data.internal.archive.NamedImage;
import dev.diptych.data.internal.folder.ImageFolders;
import dev.diptych.data.internal.table.Excerpt;
import dev.diptych.data.internal.table.UnusableRow;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/// Converts an image reference of a row, a path or an address, to an image. It does not check that the file exists: a
/// missing one is counted as unreadable when it is read.
///
/// Paths are relative to one folder for the whole file: the given one, or, if the first images are not there, the one
/// near it where they are.
final class ImageRoot {

    private static final int MOST_SEARCHES = 100;
    private static final Pattern OTHER_ADDRESS = Pattern.compile("([a-zA-Z][a-zA-Z0-9+.-]+):/{2}.*|(data):.*");
    private static final Pattern DRIVE = Pattern.compile("[a-zA-Z]:[/\\\\].*");
    private static final Pattern PATH_IN_STRUCT =
            Pattern.compile("\\{.*['\"]path['\"]\\s*:\\s*(['\"])(.+?)\\1.*}", Pattern.DOTALL);

    private final String prefix;
    private final Downloads downloads;
    private final @Nullable Path table; // whose images are searched; null if the folder is certain
    private Path folder;
    private Path root; // the folder, absolute
    private int searches;

    /// @param table file whose images may be in a folder near it; null if they are in `folder`
    ImageRoot(Path folder, @Nullable Path table, String prefix, Downloads downloads) {
        this.folder = folder;
        this.root = folder.toAbsolutePath().normalize();
        this.table = table;
        this.prefix = prefix;
        this.downloads = downloads;
    }

    /// @throws UnusableRow if the path leads out of the folder or is invalid
    NamedImage image(String text) throws UnusableRow {
        String reference = reference(text);
        if (Downloads.isAddress(reference)) {
            return new NamedImage(reference, downloads.image(reference));
        }
        Matcher other = OTHER_ADDRESS.matcher(reference);
        if (other.matches()) {
            throw new UnusableRow("image \"%s\" is an address of another kind than http and https; download it first"
                    .formatted(Excerpt.of(reference)));
        }
        search(reference);
        Path file = existing(reference);
        if (!file.startsWith(root)
                || file.equals(root)
                || DRIVE.matcher(reference).matches()) {
            throw new UnusableRow(
                    "image \"%s\" is outside the folder %s; specify the folder that holds all images with ?images=FOLDER"
                            .formatted(Excerpt.of(reference), folder));
        }
        Path relative = root.relativize(file);
        String name = StreamSupport.stream(relative.spliterator(), false)
                .map(Path::toString)
                .collect(Collectors.joining("/"));
        return new NamedImage(prefix + name, new FileImage(folder.resolve(relative)));
    }

    // Python writes a struct of bytes and path for an image, with the bytes or without.
    private static String reference(String text) {
        String stripped = text.strip();
        Matcher struct = stripped.startsWith("{") ? PATH_IN_STRUCT.matcher(stripped) : null;
        return struct != null && struct.matches() ? struct.group(2) : stripped;
    }

    /// Returns the file, with slashes for the backslashes of Windows, and with letters composed or decomposed as in
    /// the names that exist.
    private Path existing(String reference) throws UnusableRow {
        Path file = resolve(reference);
        boolean isPlain = reference.chars().allMatch(each -> each < 128 && each != '\\');
        if (isPlain || Files.exists(file)) {
            return file;
        }
        String slashed = reference.replace('\\', '/');
        for (Normalizer.Form form : List.of(Normalizer.Form.NFC, Normalizer.Form.NFD)) {
            Path normalized = resolve(Normalizer.normalize(slashed, form));
            if (Files.exists(normalized)) {
                return normalized;
            }
        }
        return resolve(slashed);
    }

    private void search(String reference) throws UnusableRow {
        if (table == null || searches >= MOST_SEARCHES) {
            return;
        }
        Path file = existing(reference);
        if (Files.exists(file) || holdsImages(file.getParent())) {
            searches = MOST_SEARCHES;
            return;
        }
        searches++;
        Path found = ImageFolders.near(table, reference.replace('\\', '/'));
        if (found != null) {
            searches = MOST_SEARCHES;
            folder = found;
            root = found.toAbsolutePath().normalize();
        }
    }

    private static boolean holdsImages(@Nullable Path directory) {
        return directory != null
                && Files.isDirectory(directory)
                && Probe.of(directory).hasImages();
    }

    private Path resolve(String reference) throws UnusableRow {
        try {
            return root.resolve(reference).normalize();
        } catch (InvalidPathException e) {
            throw new UnusableRow("\"%s\" is not a valid file name".formatted(Excerpt.of(reference)), e);
        }
    }
}
