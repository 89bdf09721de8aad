package dev.diptych.cli.support;

import dev.diptych.base.InvalidInputException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/// Shortest unique names of files: `cat.png`, or `a/cat.png` and `b/cat.png` if the names are equal.
public final class ShortestNames {

    private ShortestNames() {}

    /// In the order of the files.
    ///
    /// @throws InvalidInputException if a file is given twice
    public static SequencedMap<String, Path> of(List<Path> files) {
        int[] parts = new int[files.size()];
        List<Integer> open = new ArrayList<>();
        for (int file = 0; file < parts.length; file++) {
            open.add(file);
        }
        while (!open.isEmpty()) {
            Map<String, List<Integer>> named = new LinkedHashMap<>();
            for (int file : open) {
                parts[file]++;
                named.computeIfAbsent(name(files.get(file), parts[file]), _ -> new ArrayList<>())
                        .add(file);
            }
            open = new ArrayList<>();
            for (List<Integer> alike : named.values()) {
                if (alike.size() > 1) {
                    requireDifferent(files, alike);
                    open.addAll(alike);
                }
            }
        }
        SequencedMap<String, Path> names = new LinkedHashMap<>();
        for (int file = 0; file < parts.length; file++) {
            names.put(name(files.get(file), parts[file]), files.get(file));
        }
        return names;
    }

    private static void requireDifferent(List<Path> files, List<Integer> alike) {
        Path first = whole(files.get(alike.get(0)));
        Path second = whole(files.get(alike.get(1)));
        if (first.equals(second)) {
            throw new InvalidInputException(files.get(alike.get(1)) + ": given twice; name each file once");
        }
    }

    private static String name(Path file, int parts) {
        Path whole = whole(file);
        int count = whole.getNameCount();
        return count == 0
                ? whole.toString()
                : whole.subpath(Math.max(0, count - parts), count).toString().replace('\\', '/');
    }

    private static Path whole(Path file) {
        return file.toAbsolutePath().normalize();
    }
}
