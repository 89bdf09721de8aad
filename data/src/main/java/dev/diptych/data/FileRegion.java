package dev.diptych.data;

import java.nio.file.Path;

/// Range of bytes of a file that contains one image.
///
/// @param length number of bytes, or [#WHOLE] for the complete file
public record FileRegion(Path file, long offset, long length) {

    static final long WHOLE = -1;

    /// The complete file.
    public static FileRegion whole(Path file) {
        return new FileRegion(file, 0, WHOLE);
    }

    /// Whether it is the complete file.
    public boolean isWhole() {
        return length == WHOLE;
    }
}
