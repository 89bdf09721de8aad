package dev.diptych.data.internal.archive;

import java.util.List;
import java.util.Locale;

/// Extensions of image files.
public final class ImageNames {

    public static final List<String> ENDINGS =
            List.of(".jpg", ".jpeg", ".png", ".webp", ".gif", ".bmp", ".tif", ".tiff", ".ppm", ".pgm", ".pbm", ".pnm");

    private ImageNames() {}

    public static boolean isImage(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return !lower.startsWith(".") && ENDINGS.stream().anyMatch(lower::endsWith);
    }
}
