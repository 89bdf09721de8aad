package dev.diptych.model.layer;

import org.bytedeco.pytorch.Tensor;

/// Where a module takes its parameters from when it is built: a checkpoint, or a seed.
///
/// A module asks for each of its parameters once, by its Hugging Face name; the source keeps what it handed out.
public interface ParameterSource {

    /// A float32 leaf of this shape that outlives every scope.
    ///
    /// @throws dev.diptych.base.InvalidInputException when a checkpoint lacks the tensor or holds another shape
    Tensor parameter(String name, Initialization initial, long... shape);

    /// True when the checkpoint holds this parameter; always true for a seed.
    boolean has(String name);

    /// The same source with `prefix` put before every name.
    default ParameterSource under(String prefix) {
        ParameterSource outer = this;
        return new ParameterSource() {
            @Override
            public Tensor parameter(String name, Initialization initial, long... shape) {
                return outer.parameter(prefix + name, initial, shape);
            }

            @Override
            public boolean has(String name) {
                return outer.has(prefix + name);
            }
        };
    }
}
