package dev.diptych.index;

import java.nio.file.Path;

/// Paths in an index are relative to its directory, so that both can be moved together.
final class StoredPath {

    private StoredPath() {}

    /// The text to store for a path, with `/` as separator; absolute if it is on another drive.
    static String store(Path directory, Path path) {
        Path whole = path.toAbsolutePath().normalize();
        Path from = directory.toAbsolutePath().normalize();
        boolean related = whole.getRoot().equals(from.getRoot());
        return (related ? from.relativize(whole) : whole).toString().replace('\\', '/');
    }

    /// The absolute path of a stored text.
    static Path resolve(Path directory, String stored) {
        return directory.toAbsolutePath().normalize().resolve(stored).normalize();
    }
}
