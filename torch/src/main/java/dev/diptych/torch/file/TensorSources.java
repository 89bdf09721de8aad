package dev.diptych.torch.file;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/// Finds the weights in a model directory, in any of the usual files.
public final class TensorSources {

    private static final SequencedMap<String, Function<Path, TensorSource>> READERS = readers();

    private TensorSources() {}

    private static SequencedMap<String, Function<Path, TensorSource>> readers() {
        SequencedMap<String, Function<Path, TensorSource>> readers = new LinkedHashMap<>();
        readers.put("model.safetensors", Safetensors::open);
        readers.put("model.safetensors.index.json", index -> ShardedTensors.open(index, Safetensors::open));
        readers.put("pytorch_model.bin", TorchCheckpoint::open);
        readers.put("pytorch_model.bin.index.json", index -> ShardedTensors.open(index, TorchCheckpoint::open));
        return readers;
    }

    /// Opens the first of these files in the directory: `model.safetensors`, `model.safetensors.index.json`,
    /// `pytorch_model.bin`, `pytorch_model.bin.index.json`.
    ///
    /// @throws dev.diptych.base.InvalidInputException if there is none of them, or the file is invalid
    public static TensorSource open(Path directory) {
        return open(directory, "");
    }

    /// Opens the first of the same files with names that begin with `prefix`.
    public static TensorSource open(Path directory, String prefix) {
        if (!Files.isDirectory(directory)) {
            throw TensorFileFault.of(directory.toString(), "the directory does not exist");
        }
        for (Map.Entry<String, Function<Path, TensorSource>> reader : READERS.entrySet()) {
            Path file = directory.resolve(prefix + reader.getKey());
            if (Files.exists(file)) {
                return reader.getValue().apply(file);
            }
        }
        throw TensorFileFault.of(
                directory.toString(),
                "contains no weights; looked for "
                        + READERS.keySet().stream().map(name -> prefix + name).collect(Collectors.joining(", ")));
    }

    /// Whether the directory contains one of the files that [#open] looks for.
    public static boolean areIn(Path directory) {
        return READERS.keySet().stream().anyMatch(name -> Files.exists(directory.resolve(name)));
    }
}
