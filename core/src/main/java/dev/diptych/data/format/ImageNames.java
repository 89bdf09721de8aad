package dev.diptych.data.format;

import java.util.List;
import java.util.Locale;

/// Names that image files have.
final class ImageNames {

    static final List<String> ENDINGS = List.of(
            ".jpg", ".jpeg", ".png", ".webp", ".gif", ".bmp", ".tif", ".tiff", ".ppm", ".pgm", ".pbm", ".pnm");

    private ImageNames() {}

    static boolean isImage(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return !lower.startsWith(".") && ENDINGS.stream().anyMatch(lower::endsWith);
    }
}
