package dev.diptych.torch.file;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import org.bytedeco.pytorch.Tensor;

/// Reads and writes files of named tensors in the safetensors format.
public final class Safetensors {

    private Safetensors() {}

    /// Opens a file of any size by mapping it; no tensor is copied.
    ///
    /// The complete header is checked: tensors have unique names, known types and sizes that do not overflow, and
    /// their ranges cover the data without overlap or gap.
    ///
    /// @throws dev.diptych.base.InvalidInputException if the file is missing or invalid
    public static TensorSource open(Path path) {
        MappedFile file = MappedFile.open(path);
        try {
            return SafetensorsHeader.read(file);
        } catch (RuntimeException e) {
            file.close();
            throw e;
        }
    }

    /// Opens a file of [#writeChecksummed] after verifying its checksum.
    ///
    /// @throws dev.diptych.base.InvalidInputException if the file is missing, damaged or has no checksum
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

    /// Writes tensors like [#write], with a checksum of the complete file in its metadata, as `sha256`.
    ///
    /// @throws java.io.UncheckedIOException if the file cannot be written, for example on a full disk
    /// @throws IllegalArgumentException if the format does not support the name or type of a tensor
    public static void writeChecksummed(Path path, SequencedMap<String, Tensor> tensors, Map<String, String> metadata) {
        Map<String, String> marked = new LinkedHashMap<>(metadata);
        marked.put(ChecksummedTensors.KEY, ChecksummedTensors.ZEROS);
        new SafetensorsWriter(tensors, marked).writeChecksummed(path);
    }

    /// Writes tensors of any device and strides; equal input gives equal bytes.
    ///
    /// The header lists the tensors in the given order; the data begin with the widest types, so that every
    /// tensor can be mapped. Hugging Face's loaders require `format` = `pt` in the metadata. The file is written
    /// next to `path`, synced and renamed to it: after a failure `path` is unchanged. It may be the file from
    /// which the tensors are mapped (not on Windows, which does not replace a mapped file).
    ///
    /// @throws java.io.UncheckedIOException if the file cannot be written, for example on a full disk
    /// @throws IllegalArgumentException if the format does not support the name or type of a tensor
    public static void write(Path path, SequencedMap<String, Tensor> tensors, Map<String, String> metadata) {
        new SafetensorsWriter(tensors, metadata).write(path);
    }
}
