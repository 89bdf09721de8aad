package dev.diptych.data.internal.folder;

import java.util.List;
import java.util.Locale;

/// Extensions of image files, as Pillow registers them.
public final class ImageNames {

    private static final List<String> READ = List.of(
            ".jpg", ".jpeg", ".jpe", ".jfif", ".jif", ".mpo", ".png", ".apng", ".webp", ".gif", ".bmp", ".dib", ".tif",
            ".tiff", ".ppm", ".pgm", ".pbm", ".pnm");

    // They are listed as images all the same, so that they are counted and named as unreadable.
    private static final List<String> UNSUPPORTED = List.of(
            ".avif", ".avifs", ".heic", ".heics", ".heif", ".hif", ".jp2", ".j2k", ".jpc", ".jpf", ".jpx", ".j2c",
            ".jxl", ".ico", ".icns", ".psd", ".dds", ".tga", ".svg", ".exr");

    private ImageNames() {}

    /// Whether a file with this name is an image, of a supported format or not.
    public static boolean isImage(String name) {
        return isReadable(name) || hasEnding(name, UNSUPPORTED);
    }

    /// Whether a file with this name is an image of a supported format.
    public static boolean isReadable(String name) {
        return hasEnding(name, READ);
    }

    /// Whether a name has no extension, as those of images without one.
    public static boolean hasNoExtension(String name) {
        return name.lastIndexOf('.') <= 0;
    }

    private static boolean hasEnding(String name, List<String> endings) {
        String lower = name.toLowerCase(Locale.ROOT);
        return !HiddenNames.isHidden(name) && endings.stream().anyMatch(lower::endsWith);
    }
}
