package dev.diptych.torch;

import java.util.function.Supplier;
import org.bytedeco.pytorch.Tensor;

/// Evaluation of parts of a model that may need no gradient, in the memory of one part.
public final class Inference {

    private Inference() {}

    /// The output of a part of a model. Where nothing is recorded, because the part is frozen or recording is disabled
    /// on this thread, its intermediate results are freed before this returns; otherwise they belong to the
    /// enclosing scope, as the graph needs them.
    ///
    /// @param frozen whether the part takes no gradient
    /// @param part computes a new tensor, never one that existed before
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

    /// Frees an intermediate result, where nothing is recorded, as soon as its successor has been computed.
    ///
    /// @param frozen whether the part that computed the successor takes no gradient
    public static void free(boolean frozen, Tensor intermediate) {
        if (frozen || !Gradients.areEnabled()) {
            intermediate.close();
        }
    }
}
