package dev.diptych.torch;

import java.util.Arrays;
import java.util.List;
import org.bytedeco.pytorch.GradMode;
import org.bytedeco.pytorch.Tensor;

/// Several parameters that share one tensor in memory, contiguous along the first dimension. Each part remains a
/// separate parameter with its own name in a checkpoint; it is a view of the whole.
///
/// Code that moves the parts to other memory must keep them adjacent and call [#rejoin]; see [FlatParameters].
public final class PackedParameter implements AutoCloseable {

    private final Tensor whole;
    private final List<Tensor> parts;

    private PackedParameter(Tensor whole, List<Tensor> parts) {
        this.whole = whole;
        this.parts = parts;
    }

    /// Packs parameters whose shapes differ only in the first dimension. They are moved into new memory, unless
    /// they are adjacent already, like frozen parameters shared by two models. The whole outlives every scope,
    /// like the parts.
    public static PackedParameter of(Tensor... parts) {
        try (var scope = TensorScope.open();
                var _ = Gradients.disabled()) {
            Tensor whole = areAdjacent(parts) ? joined(parts).variable_data() : Operators.concatenate(0, parts);
            scope.release(whole);
            long row = 0;
            for (Tensor part : parts) {
                part.set_data(whole.narrow(0, row, part.size(0)));
                row += part.size(0);
            }
            return new PackedParameter(whole, List.of(parts));
        }
    }

    /// The parts, in their order.
    public List<Tensor> parts() {
        return parts;
    }

    /// Returns all parts as one tensor, without a copy. While a graph is recorded and the parts, not the whole,
    /// accumulate gradients (until [FlatParameters] joins these too), it returns their concatenation.
    public Tensor value() {
        boolean collects = !GradMode.is_enabled()
                || whole.requires_grad() == parts.getFirst().requires_grad();
        boolean joined = address(whole) == address(parts.getFirst());
        return collects && joined ? whole : Operators.concatenate(0, parts.toArray(new Tensor[0]));
    }

    /// Frees the whole; its memory is freed with the last of the parts.
    @Override
    public void close() {
        whole.close();
    }

    /// Moves the whole to the adjacent memory to which its parts were moved.
    ///
    /// @throws IllegalStateException if they are not adjacent
    void rejoin() {
        Tensor[] all = parts.toArray(new Tensor[0]);
        if (!areAdjacent(all)) {
            throw new IllegalStateException("the parts of a packed parameter are no longer adjacent");
        }
        try (var _ = TensorScope.open();
                var _ = Gradients.disabled()) {
            whole.set_data(joined(all));
        }
    }

    /// The tensor that autograd sees.
    Tensor whole() {
        return whole;
    }

    private static Tensor joined(Tensor... parts) {
        long[] shape = Tensors.shape(parts[0]);
        shape[0] = Arrays.stream(parts).mapToLong(part -> part.size(0)).sum();
        long[] strides = new long[shape.length];
        long stride = 1;
        for (int i = shape.length - 1; i >= 0; i--) {
            strides[i] = stride;
            stride *= shape[i];
        }
        return parts[0].detach().as_strided(shape, strides);
    }

    private static boolean areAdjacent(Tensor... parts) {
        for (int i = 1; i < parts.length; i++) {
            Tensor before = parts[i - 1];
            if (!parts[i].is_alias_of(before)
                    || parts[i].storage_offset() != before.storage_offset() + before.numel()) {
                return false;
            }
        }
        return true;
    }

    private static long address(Tensor tensor) {
        return tensor.data_ptr().address();
    }
}
