package dev.diptych.torch;

import java.util.ArrayList;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/// Trained parameters in one float32 buffer.
///
/// The parameters become views of the buffer; the tensor objects stay the same, so that a module sees every update.
/// Operations that are equal for all elements of a range (an average, a sum over processes) run once for the range, and
/// an optimizer's moments have the same layout.
///
/// Gradients remain separate tensors: a backward pass hands over the tensors that it computed. Accumulating them in a
/// common buffer would read and write every parameter's gradient three more times per step.
///
/// The buffer belongs to the scope that is open at construction, or to the process; the memory lives as long as a
/// parameter. Confined to one thread.
public final class FlatParameters {

    private final FlatLayout layout;
    private final Tensor values; // [S]
    private final Map<FlatLayout.Place, RowGradient> rowGradients = new IdentityHashMap<>();

    private FlatParameters(FlatLayout layout) {
        this.layout = layout;
        try (var scope = TensorScope.open();
                var _ = Gradients.disabled()) {
            values = scope.keep(allocate());
            layout.blocks().forEach(this::move);
        }
    }

    /// The gradient of adjacent parameters.
    ///
    /// @param range their elements in the buffer, without padding
    /// @param values `[L]`, as long as the range
    public record Gradient(ParameterRange range, Tensor values) {}

    /// Moves parameters into a flat buffer and enables their gradients.
    ///
    /// @param groups parameters by name, one range per group; the order within a group is kept
    /// @param packed their parts stay adjacent; those whose parts are in no group are ignored
    public static FlatParameters of(
            List<? extends SequencedMap<String, Tensor>> groups, Collection<PackedParameter> packed) {
        return new FlatParameters(new FlatLayout(groups, packed));
    }

    private void move(FlatLayout.Block block) {
        for (FlatLayout.Place place : block.places()) {
            Tensor parameter = place.parameter();
            Tensor view = view(values, place);
            view.copy_(parameter.detach());
            parameter.set_data(view);
            parameter.requires_grad_(true);
        }
        for (PackedParameter pack : block.packs()) {
            pack.rejoin();
            pack.whole().requires_grad_(true);
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

    /// Returns zeros of the same layout, `[S]`, such as an optimizer's moments.
    public Tensor allocate() {
        return Tensors.zeros(layout.length());
    }

    /// Names of the parameters, group after group.
    public List<String> names() {
        return List.copyOf(layout.places().keySet());
    }

    /// Returns the part of a buffer of this layout that belongs to a parameter, in the parameter's shape.
    public Tensor view(Tensor buffer, String name) {
        return view(buffer, Objects.requireNonNull(layout.places().get(name), name));
    }

    /// Returns the gradients accumulated since [#clearGradients], in the order of the buffer. Parameters that no
    /// backward pass reached are missing. The tensors belong to the currently open scope.
    public List<Gradient> gradients() {
        List<Gradient> all = new ArrayList<>();
        try (var _ = Gradients.disabled()) {
            layout.blocks().forEach(block -> addGradients(block, all));
        }
        return all;
    }

    private void addGradients(FlatLayout.Block block, List<Gradient> all) {
        long begin = block.range().begin();
        for (PackedParameter pack : block.packs()) {
            Tensor whole = Gradients.of(pack.whole());
            if (whole != null) {
                Tensor flat = whole.flatten();
                block.places().forEach(place -> {
                    Tensor part = Gradients.of(place.parameter());
                    if (part != null) {
                        flat.narrow(0, place.begin() - begin, part.numel()).add_(part.flatten());
                    }
                });
                all.add(new Gradient(new ParameterRange(begin, begin + flat.numel()), flat));
                return;
            }
        }
        block.places().forEach(place -> {
            Tensor own = gradient(place);
            if (own != null) {
                all.add(new Gradient(new ParameterRange(place.begin(), place.begin() + own.numel()), own.flatten()));
            }
        });
    }

    private @Nullable Tensor gradient(FlatLayout.Place place) {
        Tensor gradient = place.parameter().grad();
        if (!gradient.defined() || !gradient.is_sparse()) {
            return Gradients.of(place.parameter());
        }
        Tensor dense = rowGradients
                .computeIfAbsent(place, _ -> new RowGradient(place.shape()))
                .add(gradient);
        place.parameter().mutable_grad().put(dense);
        return dense;
    }

    /// Discards all gradients.
    public void clearGradients() {
        rowGradients.values().forEach(RowGradient::clear);
        layout.blocks().forEach(block -> {
            block.places().forEach(place -> Gradients.clear(place.parameter()));
            block.packs().forEach(pack -> Gradients.clear(pack.whole()));
        });
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

    private static Tensor view(Tensor buffer, FlatLayout.Place place) {
        return buffer.narrow(0, place.begin(), place.parameter().numel()).view(place.shape());
    }
}
