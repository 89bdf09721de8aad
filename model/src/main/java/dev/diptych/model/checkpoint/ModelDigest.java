package dev.diptych.model.checkpoint;

import dev.diptych.base.ContentDigest;
import dev.diptych.base.InvalidInputException;
import dev.diptych.base.internal.SentenceModules;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/// Identifies a model by the files that determine its embeddings: configuration, weights of the
/// encoders, image preprocessing and tokenizer. Calibration, fusion, sigmoid head and documentation
/// do not count, so that a model that is calibrated later remains the same.
public final class ModelDigest {

    private static final Set<String> OTHER =
            Set.of(CalibrationFile.NAME, "fusion.safetensors", "sigmoid.safetensors", "README.md", "training_args.bin");
    private static final List<String> SETTINGS = List.of(".json", ".txt", ".model");
    private static final List<String> SAFE = List.of(".safetensors");
    private static final List<String> PICKLED = List.of(".bin", ".pt", ".pth");
    private static final int BLOCK = 1 << 20;

    private ModelDigest() {}

    /// Returns the SHA-256, in hexadecimal, of the names and contents of these files. It reads the
    /// weights once, which takes about a second per gigabyte. A copy of the text encoder has the
    /// digest of its model.
    ///
    /// @throws InvalidInputException if the directory cannot be read or contains no weights
    public static String of(Path directory) {
        if (TextEncoderCopy.isAt(directory)) {
            return TextEncoderCopy.digest(directory);
        }
        try {
            ContentDigest digest = new ContentDigest();
            for (Path file : identifying(directory)) {
                digest.text(name(file, directory));
                digest.bytes(ByteBuffer.wrap(sha256(file)));
            }
            return digest.hexadecimal();
        } catch (IOException e) {
            throw new InvalidInputException(directory + ": cannot be read: " + e.getMessage(), e);
        }
    }

    /// Returns a text that changes whenever one of these files does, without reading them: a
    /// digest of their names, sizes, times and numbers in the file system. A copy of the model has
    /// another one. Empty where the file system does not tell enough.
    ///
    /// @throws InvalidInputException if the directory cannot be read or contains no weights
    public static String stamp(Path directory) {
        try {
            ContentDigest digest = new ContentDigest();
            for (Path file : identifying(directory)) {
                Map<String, Object> state = Files.readAttributes(file, "unix:size,lastModifiedTime,ctime,ino");
                digest.text(name(file, directory));
                digest.text(new TreeMap<>(state).toString());
            }
            return digest.hexadecimal();
        } catch (UnsupportedOperationException | IllegalArgumentException otherSystem) {
            return "";
        } catch (IOException e) {
            throw new InvalidInputException(directory + ": cannot be read: " + e.getMessage(), e);
        }
    }

    private static String name(Path file, Path directory) {
        return directory.relativize(file).toString().replace('\\', '/');
    }

    private static Set<Path> identifying(Path directory) throws IOException {
        Path encoder = SentenceModules.encoder(directory);
        Set<Path> files = new TreeSet<>(files(directory, SETTINGS));
        files.addAll(files(encoder, SETTINGS));
        List<Path> weights = files(encoder, SAFE);
        if (weights.isEmpty()) { // as loading does, which prefers safetensors
            weights = files(encoder, PICKLED);
        }
        if (weights.isEmpty()) {
            throw new InvalidInputException(directory + ": contains no weights; pass a model directory");
        }
        files.addAll(weights);
        return files;
    }

    private static List<Path> files(Path directory, List<String> endings) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> {
                        String name = file.getFileName().toString();
                        return !OTHER.contains(name)
                                && !name.startsWith(".")
                                && endings.stream().anyMatch(name::endsWith)
                                && Files.isRegularFile(file);
                    })
                    .toList();
        }
    }

    private static byte[] sha256(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file)) {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            ByteBuffer block = ByteBuffer.allocate(BLOCK);
            while (channel.read(block.clear()) >= 0) {
                digest.update(block.flip());
            }
            return digest.digest();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK provides SHA-256", e);
        }
    }
}
