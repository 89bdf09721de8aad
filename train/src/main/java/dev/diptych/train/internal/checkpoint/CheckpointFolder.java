package dev.diptych.train.internal.checkpoint;

import dev.diptych.base.InvalidInputException;
import dev.diptych.base.internal.AtomicFile;
import dev.diptych.torch.file.Safetensors;
import dev.diptych.torch.file.TensorSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.bytedeco.pytorch.Tensor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The checkpoint files of a run, one per saved step. Each is written atomically, with a checksum that is verified on
/// reading. Older ones are deleted only after a newer one is safely on disk.
///
/// @param kept number of checkpoints to keep, at least 1
public record CheckpointFolder(Path path, int kept) {

    private static final Logger LOG = LoggerFactory.getLogger(CheckpointFolder.class);
    private static final Pattern NAME = Pattern.compile("step-(\\d{8,})\\.safetensors");

    /// @throws UncheckedIOException if it cannot be written, for example on a full disk; all older ones are then
    ///     kept
    void write(long step, SequencedMap<String, Tensor> tensors, Map<String, String> metadata) {
        try {
            if (!Files.isDirectory(path)) {
                Files.createDirectories(path);
                AtomicFile.syncParent(path);
            }
            Path file = path.resolve(String.format(Locale.ROOT, "step-%08d.safetensors", step));
            long begun = System.nanoTime();
            Safetensors.writeChecksummed(file, tensors, metadata);
            LOG.debug(
                    "wrote {}: {} tensors, {} bytes, {} ms",
                    file,
                    tensors.size(),
                    Files.size(file),
                    (System.nanoTime() - begun) / 1_000_000);
            deleteAllBut(file);
        } catch (IOException failure) {
            throw new UncheckedIOException(path + ": cannot write the checkpoint: " + failure.getMessage(), failure);
        }
    }

    // Files newer than the one just written are damaged; otherwise the run would have resumed from them.
    private void deleteAllBut(Path written) throws IOException {
        List<Path> all = all();
        int end = all.indexOf(written) + 1;
        for (int i = 0; i < all.size(); i++) {
            if (i >= end || i < end - kept) {
                Files.deleteIfExists(all.get(i));
            }
        }
    }

    /// Opens the newest intact checkpoint; the caller closes it.
    ///
    /// @param warnings receives a warning for each newer one that is damaged
    /// @return empty if none has been saved
    /// @throws InvalidInputException if all are damaged, or the newest cannot be read at present
    Optional<TensorSource> openNewest(Consumer<String> warnings) {
        List<Path> all = all();
        for (Path file : all.reversed()) {
            try {
                return Optional.of(Safetensors.openChecksummed(file));
            } catch (InvalidInputException damaged) {
                if (damaged.getCause() instanceof IOException) {
                    throw damaged; // cannot be read now, which does not mean that it is damaged
                }
                warnings.accept(damaged.getMessage() + "; using the previous checkpoint");
            }
        }
        if (!all.isEmpty()) {
            throw new InvalidInputException(path + ": none of " + all.size()
                    + " checkpoints is intact; restore one from a backup, or delete this folder to restart the run");
        }
        return Optional.empty();
    }

    /// Deletes unfinished files of a killed process.
    void sweep() {
        if (Files.isDirectory(path)) {
            AtomicFile.sweep(path);
        }
    }

    /// All checkpoints, the oldest first.
    private List<Path> all() {
        if (!Files.isDirectory(path)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(path)) {
            return entries.filter(entry ->
                            NAME.matcher(entry.getFileName().toString()).matches())
                    .sorted()
                    .toList();
        } catch (IOException failure) {
            throw new UncheckedIOException(path + ": cannot be listed: " + failure.getMessage(), failure);
        }
    }
}
