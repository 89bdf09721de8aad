package dev.diptych.cli.support;

import dev.diptych.train.recipe.Recipe;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/// A directory of frozen features and image digests.
public record FeatureFolder(Path directory) {

    private static final String DIGESTS = "image-digests";

    /// The cache that a run uses: the one its recipe names, or `cache` next to the run.
    public static FeatureFolder ofRun(Recipe recipe, Path run) {
        Path named = recipe.train().cache().directory();
        return new FeatureFolder(named != null ? named : run.resolveSibling("cache"));
    }

    public boolean exists() {
        return !files().isEmpty();
    }

    /// The files that training writes: digests, features and unfinished features. Other files are
    /// never listed.
    public List<Path> files() {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.filter(FeatureFolder::isOwn).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isOwn(Path file) {
        String name = file.getFileName().toString();
        return Files.isRegularFile(file) && (name.startsWith(DIGESTS) || name.contains(".features"));
    }

    /// Total size of the files in bytes.
    public long bytes() {
        long bytes = 0;
        for (Path file : files()) {
            bytes += size(file);
        }
        return bytes;
    }

    /// Deletes the files, and the directory if nothing else is in it.
    public void clear() throws IOException {
        for (Path file : files()) {
            Files.deleteIfExists(file);
        }
        try (Stream<Path> rest = Files.list(directory)) {
            if (rest.findAny().isPresent()) {
                return;
            }
        }
        Files.deleteIfExists(directory);
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException gone) {
            return 0;
        }
    }

    /// The total size in words.
    public String size() {
        return words(bytes());
    }

    /// `1.2 GB`, `37 MB` or `12 KB`.
    public static String words(long bytes) {
        if (bytes >= 1_000_000_000) {
            return String.format(Locale.ROOT, "%.1f GB", bytes / 1e9);
        }
        return bytes >= 1_000_000
                ? String.format(Locale.ROOT, "%.0f MB", bytes / 1e6)
                : String.format(Locale.ROOT, "%d KB", Math.ceilDiv(bytes, 1000));
    }
}
