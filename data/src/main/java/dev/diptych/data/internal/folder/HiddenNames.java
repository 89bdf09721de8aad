package dev.diptych.data.internal.folder;

import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/// Names of files and folders that operating systems and notebooks create next to data, and that never are data.
public final class HiddenNames {

    private static final Set<String> NAMES = Set.of(
            "__macosx",
            "thumbs.db",
            "ehthumbs.db",
            "desktop.ini",
            "icon\r",
            "@eadir",
            "$recycle.bin",
            "system volume information",
            "lost+found",
            "__pycache__");

    private HiddenNames() {}

    /// Whether a file or folder with this name, such as `.DS_Store` or `__MACOSX`, is to be ignored.
    public static boolean isHidden(String name) {
        return name.startsWith(".") || NAMES.contains(name.toLowerCase(Locale.ROOT));
    }

    /// Whether any component of a path with `/` is to be ignored.
    public static boolean isHiddenPath(String path) {
        return Stream.of(path.split("/")).anyMatch(name -> !name.equals(".") && isHidden(name));
    }
}
