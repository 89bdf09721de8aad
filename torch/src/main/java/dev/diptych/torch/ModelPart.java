package dev.diptych.torch;

import java.util.function.Supplier;
import org.bytedeco.pytorch.Tensor;

/// Evaluation of one part of a model, such as a block, with the memory of that part.
public final class ModelPart {

    private ModelPart() {}

    /// Returns the output of a part of a model. Its intermediate results are freed before this method returns, except
    /// those that the graph owns because the backward pass needs them.
    ///
    /// @param frozen whether the part needs no gradient; operations are then not recorded
    /// @param part computes a new tensor, never an existing one
    /// @return the output, in the enclosing scope
    public static Tensor evaluate(boolean frozen, Supplier<Tensor> part) {
        try (var scope = TensorScope.open();
                var _ = Gradients.disabledIf(frozen)) {
            return scope.keep(part.get());
        }
    }
}
