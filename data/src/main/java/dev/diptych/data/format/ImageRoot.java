package dev.diptych.data.format;

import dev.diptych.base.InvalidInputException;
import dev.diptych.data.FileImage;
import dev.diptych.data.internal.archive.Downloads;
import dev.diptych.data.internal.archive.NamedImage;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/// Converts an image reference of a row, a path or an address, to an image. It does not check that the file exists: a
/// missing one is counted as unreadable when it is read.
final class ImageRoot {

    private final Path folder;
    private final Path root;
    private final String prefix;
    private final Downloads downloads;

    ImageRoot(Path folder, String prefix, Downloads downloads) {
        this.folder = folder;
        this.root = folder.toAbsolutePath().normalize();
        this.prefix = prefix;
        this.downloads = downloads;
    }

    /// @param place the row, for messages
    /// @throws InvalidInputException if the path leads out of the folder or is invalid
    NamedImage image(String place, String reference) {
        if (Downloads.isAddress(reference)) {
            return new NamedImage(reference, downloads.image(reference));
        }
        Path file;
        try {
            file = root.resolve(reference).normalize();
        } catch (InvalidPathException e) {
            throw new InvalidInputException(
                    "%s: \"%s\" is not a valid file name".formatted(place, reference.replaceAll("\\p{Cntrl}", "?")), e);
        }
        if (!file.startsWith(root) || file.equals(root)) {
            throw new InvalidInputException(
                    "%s: image \"%s\" is outside the folder %s; specify the folder that holds all images with ?images=FOLDER"
                            .formatted(place, reference, folder));
        }
        Path relative = root.relativize(file);
        String name = StreamSupport.stream(relative.spliterator(), false)
                .map(Path::toString)
                .collect(Collectors.joining("/"));
        return new NamedImage(prefix + name, new FileImage(folder.resolve(relative)));
    }
}
