package dev.diptych.torch.file;

import java.util.Map;
import java.util.Set;
import org.bytedeco.pytorch.Tensor;

/// Named tensors in a file or in the shards of a checkpoint.
///
/// The tensors of a source view the mapped memory of the file: they are valid until the source is closed and must not
/// be modified. To keep or change one, clone it. Thread-safe, except for [#close()].
public interface TensorSource extends AutoCloseable {

    /// Names, in the order of the file; unmodifiable.
    Set<String> names();

    /// Whether there is a tensor of this name.
    default boolean has(String name) {
        return names().contains(name);
    }

    /// Returns the type and shape of a tensor without reading its data.
    ///
    /// @throws dev.diptych.base.InvalidInputException if there is no tensor of this name
    TensorInfo info(String name);

    /// Returns the tensor, on the CPU, without a copy if it is aligned in the file.
    ///
    /// The handle belongs to the caller (and to the scope that is open on the calling thread); the data belong to
    /// this source.
    ///
    /// @throws dev.diptych.base.InvalidInputException if there is no tensor of this name, or its type is not
    ///     supported
    Tensor tensor(String name);

    /// Metadata of the file, for example `format` = `pt`; may be empty.
    Map<String, String> metadata();

    /// Name of the file, for messages.
    String description();

    /// Unmaps the file; its tensors must not be used afterwards.
    @Override
    void close();
}
