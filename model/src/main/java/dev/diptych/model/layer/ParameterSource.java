package dev.diptych.model.layer;

import org.bytedeco.pytorch.Tensor;

/// Source of a module's parameters at construction: a checkpoint, or random initialisation.
///
/// A module requests each of its parameters once, by its Hugging Face name; the source records them.
public interface ParameterSource {

    /// Returns a float32 leaf of this shape that outlives every scope.
    ///
    /// @throws dev.diptych.base.InvalidInputException if a checkpoint lacks the tensor or its shape differs
    Tensor parameter(String name, Initialization initial, long... shape);

    /// Whether the checkpoint contains this parameter; always true for random initialisation.
    boolean has(String name);

    /// Returns this source with `prefix` before every name.
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
