package dev.diptych.torch;

import java.nio.file.Files;
import java.nio.file.Path;

/// Finds the weights in a model's directory, in whichever of the usual files they are.
public final class TensorSources {

    private static final String SAFETENSORS = "model.safetensors";
    private static final String SAFETENSORS_INDEX = "model.safetensors.index.json";

    private TensorSources() {}

    /// Opens the first of these that the directory holds: `model.safetensors`, `model.safetensors.index.json`.
    ///
    /// @throws InvalidInputException where there is none of them, or the one found is broken
    public static TensorSource open(Path directory) {
        if (!Files.isDirectory(directory)) {
            throw TensorFileFault.of(directory.toString(), "is not a directory");
        }
        if (Files.exists(directory.resolve(SAFETENSORS))) {
            return Safetensors.open(directory.resolve(SAFETENSORS));
        }
        if (Files.exists(directory.resolve(SAFETENSORS_INDEX))) {
            return ShardedTensors.open(directory.resolve(SAFETENSORS_INDEX), Safetensors::open);
        }
        throw TensorFileFault.of(
                directory.toString(), "holds no weights: looked for " + SAFETENSORS + ", " + SAFETENSORS_INDEX);
    }
}
