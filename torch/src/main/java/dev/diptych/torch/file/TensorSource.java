package dev.diptych.torch.file;

import java.util.Map;
import java.util.Set;
import org.bytedeco.pytorch.Tensor;

/// Named tensors in a file or in the shards of a checkpoint.
///
/// The tensors of a source view the memory that the file is mapped to: they are valid until the source is closed
/// and must not be written to. To keep or change one, clone it. A source may be used from several threads at
/// once, except for [#close()].
public interface TensorSource extends AutoCloseable {

    /// The names, in the order of the file; cannot be modified.
    Set<String> names();

    /// Whether there is a tensor of this name.
    default boolean has(String name) {
        return names().contains(name);
    }

    /// The type and shape of a tensor, known without touching its data.
    ///
    /// @throws dev.diptych.base.InvalidInputException where there is no tensor of this name
    TensorInfo info(String name);

    /// The tensor, on the CPU, without a copy wherever its place in the file allows.
    ///
    /// The handle belongs to the caller (and to the scope that is open on the calling thread); the data belongs
    /// to this source, see above.
    ///
    /// @throws dev.diptych.base.InvalidInputException where there is no tensor of this name, or its type cannot
    ///     be read
    Tensor tensor(String name);

    /// What the file says about itself, say `format` = `pt`; empty where it says nothing.
    Map<String, String> metadata();

    /// The file's name, for messages.
    String description();

    /// Unmaps the file; no tensor of this source may be used after this.
    @Override
    void close();
}
