package dev.diptych.torch.file;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import org.bytedeco.pytorch.Tensor;

/// Files of named tensors in the safetensors format.
public final class Safetensors {

    private Safetensors() {}

    /// Opens a file of any size by mapping it; no tensor is copied.
    ///
    /// The whole header is checked: tensors have unique names, known types and sizes that do not overflow, and
    /// their ranges tile the data without overlap, hole or rest.
    ///
    /// @throws dev.diptych.base.InvalidInputException where the file is absent or breaks the format
    public static TensorSource open(Path path) {
        MappedFile file = MappedFile.open(path);
        try {
            return SafetensorsHeader.read(file);
        } catch (RuntimeException e) {
            file.close();
            throw e;
        }
    }

    /// Opens a file that [#writeChecksummed] wrote, after its checksum has been verified.
    ///
    /// @throws dev.diptych.base.InvalidInputException where the file is absent, damaged in any byte, or has no
    ///     checksum
    public static TensorSource openChecksummed(Path path) {
        MappedFile file = MappedFile.open(path);
        try {
            ChecksummedTensors.verify(file);
            return SafetensorsHeader.read(file);
        } catch (RuntimeException e) {
            file.close();
            throw e;
        }
    }

    /// Writes tensors as [#write] does, with a checksum of the whole file in its metadata, as `sha256`.
    ///
    /// @throws java.io.UncheckedIOException where the file cannot be written, say on a full disk
    /// @throws IllegalArgumentException where a tensor has a name or a type that the format lacks
    public static void writeChecksummed(Path path, SequencedMap<String, Tensor> tensors, Map<String, String> metadata) {
        Map<String, String> marked = new LinkedHashMap<>(metadata);
        marked.put(ChecksummedTensors.KEY, ChecksummedTensors.ZEROS);
        new SafetensorsWriter(tensors, marked).writeChecksummed(path);
    }

    /// Writes tensors of any device and strides; the same input gives the same bytes.
    ///
    /// The header lists the tensors in the order given, the data begins with the widest types, so that every
    /// tensor can be mapped. Hugging Face's loaders want the metadata to have `format` = `pt`. The file is
    /// written beside `path`, synced and renamed over it: after a failure `path` holds what it held before. It
    /// may be the file that the tensors are mapped from (not on Windows, which does not replace a mapped file).
    ///
    /// @throws java.io.UncheckedIOException where the file cannot be written, say on a full disk
    /// @throws IllegalArgumentException where a tensor has a name or a type that the format lacks
    public static void write(Path path, SequencedMap<String, Tensor> tensors, Map<String, String> metadata) {
        new SafetensorsWriter(tensors, metadata).write(path);
    }
}
