package dev.diptych.model.checkpoint;

import dev.diptych.base.ContentDigest;
import dev.diptych.base.InvalidInputException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/// Digest of a model directory: equal digests mean equal embeddings.
public final class ModelDigest {

    // Weights, settings and tokenizer, in any of the formats that can be loaded.
    private static final Set<String> EXTENSIONS =
            Set.of("json", "txt", "safetensors", "bin", "pt", "pth", "model");

    // What changes after training, or does not affect embeddings.
    private static final Set<String> EXCLUDED =
            Set.of(CalibrationFile.NAME, "fusion.safetensors", "sigmoid.safetensors");

    private static final long MAPPED = 1L << 30;

    private ModelDigest() {}

    /// Returns the SHA-256, in hexadecimal, of the names and bytes of all files that determine embeddings.
    ///
    /// @throws InvalidInputException if the directory does not exist
    public static String of(Path directory) {
        if (!Files.isDirectory(directory)) {
            throw new InvalidInputException(directory + ": no such model directory");
        }
        try (Stream<Path> entries = Files.walk(directory)) {
            List<Path> files = entries.filter(ModelDigest::determines).sorted().toList();
            ContentDigest digest = new ContentDigest();
            for (Path file : files) {
                digest.text(directory.relativize(file).toString().replace('\\', '/'));
                add(file, digest);
            }
            return digest.hexadecimal();
        } catch (IOException failure) {
            throw new UncheckedIOException(directory + ": cannot be read: " + failure.getMessage(), failure);
        }
    }

    private static boolean determines(Path file) {
        String name = file.getFileName().toString();
        String extension = name.substring(name.lastIndexOf('.') + 1);
        return EXTENSIONS.contains(extension) && !EXCLUDED.contains(name) && Files.isRegularFile(file);
    }

    private static void add(Path file, ContentDigest digest) throws IOException {
        try (FileChannel channel = FileChannel.open(file)) {
            for (long from = 0; from < channel.size(); from += MAPPED) {
                digest.bytes(channel.map(
                        FileChannel.MapMode.READ_ONLY, from, Math.min(MAPPED, channel.size() - from)));
            }
        }
    }
}
