package dev.diptych.data.format;

import java.util.Locale;
import java.util.stream.Stream;

/// Names that image files have.
final class ImageNames {

    static final String[] ENDINGS = {
        ".jpg", ".jpeg", ".png", ".webp", ".gif", ".bmp", ".tif", ".tiff", ".ppm", ".pgm", ".pbm", ".pnm"
    };

    private ImageNames() {}

    static boolean isImage(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return !lower.startsWith(".") && Stream.of(ENDINGS).anyMatch(lower::endsWith);
    }
}
