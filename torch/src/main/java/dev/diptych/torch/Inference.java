package dev.diptych.torch;

import java.util.function.Supplier;
import org.bytedeco.pytorch.Tensor;

/// Evaluation of parts of a model that may not need gradients, with the memory of one part.
public final class Inference {

    private Inference() {}

    /// Returns the output of a part of a model. If nothing is recorded, because the part is frozen or recording
    /// is disabled on this thread, its intermediate results are freed before this method returns; otherwise they
    /// belong to the enclosing scope, because the graph needs them.
    ///
    /// @param frozen whether the part needs no gradient
    /// @param part computes a new tensor, never an existing one
    /// @return the output, in the enclosing scope
    public static Tensor evaluate(boolean frozen, Supplier<Tensor> part) {
        if (!frozen && Gradients.areEnabled()) {
            return part.get();
        }
        try (var scope = TensorScope.open();
                var _ = Gradients.disabled()) {
            return scope.keep(part.get());
        }
    }

    /// Frees an intermediate result as soon as its successor has been computed, if nothing is recorded.
    ///
    /// @param frozen whether the part that computed the successor needs no gradient
    public static void free(boolean frozen, Tensor intermediate) {
        if (frozen || !Gradients.areEnabled()) {
            intermediate.close();
        }
    }
}
