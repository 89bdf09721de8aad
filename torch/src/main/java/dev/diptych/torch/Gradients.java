package dev.diptych.torch;

import org.bytedeco.pytorch.AutoGradMode;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.GradMode;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/// Recording of operations for autograd and backpropagation.
public final class Gradients {

    private Gradients() {}

    /// Disables recording on this thread until the result is closed.
    public static Mode disabled() {
        return new Mode(new AutoGradMode(false));
    }

    /// Disables recording on this thread if `frozen`, until the result is closed; otherwise does nothing.
    public static Mode disabledIf(boolean frozen) {
        return new Mode(new AutoGradMode(GradMode.is_enabled() && !frozen));
    }

    /// Adds d(root)/d(leaf) to the gradient of every leaf below a scalar.
    public static void backward(Tensor root) {
        root.backward();
    }

    /// Adds the product of `gradients` and d(root)/d(leaf), summed over the roots, to every leaf below them.
    /// Each gradient has the shape of its root.
    public static void backward(Tensor[] roots, Tensor[] gradients) {
        torch.backward(
                new TensorVector(roots),
                new TensorVector(gradients),
                new BoolOptional(false),
                false,
                new TensorVector());
    }

    /// Returns a leaf that shares the values of `tensor` and accumulates its own gradient.
    public static Tensor leaf(Tensor tensor) {
        Tensor leaf = tensor.detach();
        leaf.requires_grad_(true);
        return leaf;
    }

    /// Returns the gradient accumulated in a leaf as a dense tensor, or null if there is none.
    public static @Nullable Tensor of(Tensor leaf) {
        Tensor gradient = leaf.grad();
        if (!gradient.defined()) {
            return null;
        }
        return gradient.is_sparse() ? gradient.to_dense() : gradient;
    }

    /// Discards the gradient accumulated in a leaf.
    public static void clear(Tensor leaf) {
        leaf.mutable_grad().reset();
    }

    /// The previous recording mode, which closing restores.
    public static final class Mode implements AutoCloseable {

        private final AutoGradMode mode;

        private Mode(AutoGradMode mode) {
            this.mode = mode;
        }

        @Override
        public void close() {
            mode.close();
        }
    }
}
