package dev.diptych.torch;

import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.bytedeco.pytorch.GradMode;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.DeviceType;
import org.jspecify.annotations.Nullable;

/// Bfloat16 copies of trained matrices, which the matrix products of a training step use in place of the parameters.
///
/// The copies are leaves: their gradients stay in bfloat16, as the products computed them, until the optimizer reads
/// them. Autocast converts the weights before, and their gradients after the product; the values are the same, but each
/// conversion reads and writes all parameters once more.
///
/// Use them for one backward pass per step: the gradients of several passes would be summed in bfloat16. A copy is
/// written again when its parameter has changed (by its version).
///
/// The copies belong to the scope that is open at construction. Confined to one thread.
public final class LowPrecisionWeights {

    private static final ScopedValue<LowPrecisionWeights> CURRENT = ScopedValue.newInstance();

    private final Map<Tensor, Copy> copies = new IdentityHashMap<>(); // by the tensor that products use

    /// @param length number of elements of the layout
    LowPrecisionWeights(long length, List<FlatLayout.Block> blocks) {
        try (var scope = TensorScope.open();
                var _ = Gradients.disabled()) {
            Tensor values = Tensors.zeros(length).to(torch.ScalarType.BFloat16); // [S], in the layout of the parameters
            for (FlatLayout.Block block : blocks) {
                Tensor weight = block.operand();
                if (weight.dim() == 2) {
                    // Each with a version of its own: a view has that of the whole buffer.
                    Tensor flat = scope.keep(values.narrow(0, block.range().begin(), weight.numel())
                            .variable_data());
                    Tensor leaf = scope.keep(flat.view(Tensors.shape(weight)).variable_data());
                    leaf.requires_grad_(true);
                    copies.put(weight, new Copy(block, flat, leaf));
                }
            }
        }
    }

    private static final class Copy {

        private final FlatLayout.Block block;
        private final Tensor flat; // bfloat16 [L]
        private final Tensor leaf; // a view of `flat` in the shape of the parameter
        private long version = -1; // of the parameters when the copy was written

        Copy(FlatLayout.Block block, Tensor flat, Tensor leaf) {
            this.block = block;
            this.flat = flat;
            this.leaf = leaf;
        }

        void refresh() {
            if (version != currentVersion()) {
                try (var _ = TensorScope.open();
                        var _ = Gradients.disabled()) {
                    flat.copy_(block.operand().detach().flatten());
                }
                markCurrent();
            }
        }

        // A backward pass through a graph that was recorded before fails.
        void markCurrent() {
            version = currentVersion();
            leaf.unsafeGetTensorImpl().bump_version();
        }

        // The parts of a packed parameter count their changes separately.
        private long currentVersion() {
            return block.operand()._version()
                    + block.places().stream()
                            .mapToLong(place -> place.parameter()._version())
                            .sum();
        }
    }

    /// Runs `work`, whose recorded products in bfloat16 use the copies.
    public <T> T use(Supplier<T> work) {
        return ScopedValue.where(CURRENT, this).call(work::get);
    }

    /// Returns what a product with `weight` uses on this thread now: its copy, or `weight` itself.
    static Tensor operand(Tensor weight) {
        return CURRENT.isBound() && GradMode.is_enabled() && torch.is_autocast_enabled(DeviceType.CPU)
                ? CURRENT.get().copyOf(weight)
                : weight;
    }

    private Tensor copyOf(Tensor weight) {
        Copy copy = copies.get(weight);
        if (copy == null) {
            return weight;
        }
        copy.refresh();
        return copy.leaf;
    }

    /// Returns the bfloat16 gradient that the copy of `weight` received since [#clearGradients], `[L]`; null for none.
    @Nullable
    Tensor gradient(Tensor weight) {
        Copy copy = copies.get(weight);
        Tensor gradient = copy == null ? null : Gradients.of(copy.leaf);
        return gradient == null ? null : gradient.flatten();
    }

    /// The copy of `weight`, `[L]`, for an optimizer that writes it together with the parameter.
    Tensor flat(Tensor weight) {
        return Objects.requireNonNull(copies.get(weight)).flat;
    }

    /// Must be called when the copy of `weight` has been written after the last change of the parameter.
    void markCurrent(Tensor weight) {
        Objects.requireNonNull(copies.get(weight)).markCurrent();
    }

    void clearGradients() {
        copies.values().forEach(copy -> Gradients.clear(copy.leaf));
    }
}
