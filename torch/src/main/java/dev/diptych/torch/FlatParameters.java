package dev.diptych.torch;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.SequencedMap;
import org.bytedeco.pytorch.Tensor;

/// Trained parameters in one float32 buffer, and their gradients in another of the same layout.
///
/// The parameters become views of the buffer; the tensor objects stay the same, so that a module sees every update. A
/// backward pass accumulates into their part of the gradient buffer in place. Operations that are equal for all
/// elements of a range (zeroing, the norm, an optimizer's update, a sum over processes) run once for the range.
///
/// The buffers belong to the scope that is open at construction, or to the process; the memory lives as long as a
/// parameter. Confined to one thread.
public final class FlatParameters {

    // Row of the gradient's norm; see GradientNorm.
    private static final int ROW = GradientNorm.ROW;

    private final FlatLayout layout;
    private final Tensor values; // [S], S a multiple of ROW
    private final Tensor gradients; // [S]
    private final List<Tensor> blockGradients = new ArrayList<>(); // views with version counters
    private final long[] changes; // version of each block when gradients were last cleared

    private FlatParameters(FlatLayout layout) {
        this.layout = layout;
        try (var scope = TensorScope.open();
                var _ = Gradients.disabled()) {
            values = scope.keep(allocate());
            gradients = scope.keep(allocate());
            for (FlatLayout.Block block : layout.blocks()) {
                ParameterRange range = block.range();
                // variable_data: the block has its own version counter.
                Tensor gradient =
                        gradients.narrow(0, range.begin(), range.length()).variable_data();
                blockGradients.add(scope.keep(gradient));
                move(block, gradient);
            }
        }
        changes = new long[layout.blocks().size()];
        rememberChanges();
    }

    /// Moves parameters into a flat buffer and enables their gradients.
    ///
    /// @param groups parameters by name, one range per group; the order within a group is kept
    /// @param packed their parts stay adjacent; those whose parts are in no group are ignored
    public static FlatParameters of(
            List<? extends SequencedMap<String, Tensor>> groups, Collection<PackedParameter> packed) {
        return new FlatParameters(new FlatLayout(groups, packed));
    }

    private void move(FlatLayout.Block block, Tensor blockGradient) {
        for (FlatLayout.Place place : block.places()) {
            Tensor parameter = place.parameter();
            Tensor view = view(values, place);
            view.copy_(parameter.detach());
            parameter.set_data(view);
            parameter.requires_grad_(true);
            parameter
                    .mutable_grad()
                    .put(blockGradient
                            .narrow(0, place.begin() - block.range().begin(), parameter.numel())
                            .view(place.shape()));
        }
        for (PackedParameter pack : block.packs()) {
            pack.rejoin();
            Tensor whole = pack.whole();
            whole.requires_grad_(true);
            whole.mutable_grad().put(blockGradient.narrow(0, 0, whole.numel()).view(Tensors.shape(whole)));
        }
    }

    /// Range of each group.
    public List<ParameterRange> groups() {
        return List.copyOf(layout.groups());
    }

    /// All values, `[S]`, with zeros between the blocks.
    public Tensor values() {
        return values;
    }

    /// All gradients, `[S]`, with zeros between the blocks.
    public Tensor gradients() {
        return gradients;
    }

    /// Returns zeros of the same layout, `[S]`, such as an optimizer's moments.
    public Tensor allocate() {
        return Tensors.zeros((layout.length() + ROW - 1) / ROW * ROW);
    }

    /// Names of the parameters, group after group.
    public List<String> names() {
        return List.copyOf(layout.places().keySet());
    }

    /// Returns the part of a buffer of this layout that belongs to a parameter, in the parameter's shape.
    public Tensor view(Tensor buffer, String name) {
        return view(buffer, Objects.requireNonNull(layout.places().get(name), name));
    }

    /// Returns the ranges of a group to whose gradients a backward pass has added since [#clearGradients], even
    /// if it added zero. Parameters outside them were not reached.
    public List<ParameterRange> reached(ParameterRange group) {
        List<ParameterRange> runs = new ArrayList<>();
        for (int i = 0; i < changes.length; i++) {
            ParameterRange range = layout.blocks().get(i).range();
            boolean within = range.begin() >= group.begin() && range.end() <= group.end();
            if (!within || blockGradients.get(i)._version() == changes[i]) {
                continue;
            }
            if (!runs.isEmpty() && runs.getLast().end() == range.begin()) {
                range = new ParameterRange(runs.removeLast().begin(), range.end());
            }
            runs.add(range);
        }
        return runs;
    }

    /// Zeroes all gradients.
    public void clearGradients() {
        try (var _ = Gradients.disabled()) {
            gradients.zero_();
        }
        rememberChanges();
    }

    /// Must be called after [#values] have been changed: a backward pass through a graph that was recorded before
    /// then fails instead of using the new values.
    public void valuesChanged() {
        layout.blocks().forEach(block -> {
            block.places().forEach(place -> countChange(place.parameter()));
            block.packs().forEach(pack -> countChange(pack.whole()));
        });
    }

    private static void countChange(Tensor parameter) {
        parameter.unsafeGetTensorImpl().bump_version();
    }

    private void rememberChanges() {
        for (int i = 0; i < changes.length; i++) {
            changes[i] = blockGradients.get(i)._version();
        }
    }

    private static Tensor view(Tensor buffer, FlatLayout.Place place) {
        return buffer.narrow(0, place.begin(), place.parameter().numel()).view(place.shape());
    }
}
