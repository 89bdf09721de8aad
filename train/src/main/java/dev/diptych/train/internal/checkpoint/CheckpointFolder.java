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

/// The checkpoint files of a run, one for each step at which one was saved: each written whole or not at all, with a
/// checksum that is verified when it is read. An older one is deleted only after a newer one is safely on disk.
///
/// @param kept how many are kept, at least 1
public record CheckpointFolder(Path path, int kept) {

    private static final Pattern NAME = Pattern.compile("step-(\\d{8,})\\.safetensors");

    /// @throws UncheckedIOException where it cannot be written, say on a full disk; then all older ones are still there
    void write(long step, SequencedMap<String, Tensor> tensors, Map<String, String> metadata) {
        try {
            if (!Files.isDirectory(path)) {
                Files.createDirectories(path);
                AtomicFile.syncParent(path);
            }
            Path file = path.resolve(String.format(Locale.ROOT, "step-%08d.safetensors", step));
            Safetensors.writeChecksummed(file, tensors, metadata);
            deleteAllBut(file);
        } catch (IOException failure) {
            throw new UncheckedIOException(
                    path + ": the checkpoint cannot be written: " + failure.getMessage(), failure);
        }
    }

    // What is newer than the file just written was damaged, or the run would have gone on from there.
    private void deleteAllBut(Path written) throws IOException {
        List<Path> all = all();
        int end = all.indexOf(written) + 1;
        for (int i = 0; i < all.size(); i++) {
            if (i >= end || i < end - kept) {
                Files.deleteIfExists(all.get(i));
            }
        }
    }

    /// Opens the newest checkpoint that is whole; the caller closes it.
    ///
    /// @param warnings told of each newer one that is not
    /// @return empty where none has ever been saved
    /// @throws InvalidInputException where all are damaged, or the newest cannot be read at present
    Optional<TensorSource> openNewest(Consumer<String> warnings) {
        List<Path> all = all();
        for (Path file : all.reversed()) {
            try {
                return Optional.of(Safetensors.openChecksummed(file));
            } catch (InvalidInputException damaged) {
                if (damaged.getCause() instanceof IOException) {
                    throw damaged; // cannot be read now, which says nothing of its content
                }
                warnings.accept("warning: " + damaged.getMessage() + "; going back to the checkpoint before");
            }
        }
        if (!all.isEmpty()) {
            throw new InvalidInputException(path + ": none of its " + all.size()
                    + " checkpoints is whole; put one back from a copy, or delete this folder to begin the run again");
        }
        return Optional.empty();
    }

    /// Deletes what a killed process left unfinished.
    void sweep() {
        if (Files.isDirectory(path)) {
            AtomicFile.sweep(path);
        }
    }

    /// All, the oldest first.
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
