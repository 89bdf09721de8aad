package dev.diptych.torch;

import org.bytedeco.pytorch.AutoGradMode;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.GradMode;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/// Recording of operations and propagation of gradients.
public final class Gradients {

    private Gradients() {}

    /// Until the result is closed, operations of this thread are not recorded.
    public static Mode disabled() {
        return new Mode(new AutoGradMode(false));
    }

    /// Until the result is closed, operations of this thread are not recorded if `frozen`; else nothing changes.
    public static Mode disabledIf(boolean frozen) {
        return new Mode(new AutoGradMode(GradMode.is_enabled() && !frozen));
    }

    /// Whether operations of this thread are recorded.
    public static boolean areEnabled() {
        return GradMode.is_enabled();
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

    /// A leaf that shares the values of `tensor` and collects a gradient of its own.
    public static Tensor leaf(Tensor tensor) {
        Tensor leaf = tensor.detach();
        leaf.requires_grad_(true);
        return leaf;
    }

    /// The gradient collected in a leaf, or null when none has arrived.
    public static @Nullable Tensor of(Tensor leaf) {
        Tensor gradient = leaf.grad();
        return gradient.defined() ? gradient : null;
    }

    /// The earlier recording mode, restored on close.
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
