package dev.diptych.torch;

import java.nio.file.Path;

/// Files of named tensors in the safetensors format.
public final class Safetensors {

    private Safetensors() {}

    /// Opens a file of any size by mapping it; no tensor is copied.
    ///
    /// The whole header is checked: tensors have unique names, known types and sizes that do not overflow, and
    /// their ranges tile the data without overlap, hole or rest.
    ///
    /// @throws InvalidInputException where the file is absent or breaks the format
    public static TensorSource open(Path path) {
        MappedFile file = MappedFile.open(path);
        try {
            return SafetensorsHeader.read(file);
        } catch (RuntimeException e) {
            file.close();
            throw e;
        }
    }
}
