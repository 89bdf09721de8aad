package dev.diptych.data;

import java.nio.file.Path;

/// Bytes of a file that hold one image.
///
/// @param length how many bytes, or [#WHOLE] for all of the file
public record FileRegion(Path file, long offset, long length) {

    static final long WHOLE = -1;

    /// All bytes of a file.
    public static FileRegion whole(Path file) {
        return new FileRegion(file, 0, WHOLE);
    }
}
