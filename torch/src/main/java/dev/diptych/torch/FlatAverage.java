package dev.diptych.torch;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.bytedeco.pytorch.Tensor;

/// Parameters that follow others with the same names and shapes, such as an exponential moving average. They have the
/// same memory layout, so that an update is one operation per range of adjacent parameters: a single one if the others
/// are [FlatParameters].
///
/// Create it after the followed parameters have been moved, not before.
public final class FlatAverage {

    private final List<Run> runs = new ArrayList<>();

    private record Run(Tensor own, Tensor followed) {} // both [S]

    private record Pair(Tensor own, Tensor followed) {

        long begin() {
            return followed.data_ptr().address();
        }
    }

    /// Moves parameters into memory with the layout of the followed ones.
    ///
    /// @param own the following parameters, by name
    /// @param followed contains each of these names
    /// @param packed packed parameters among the followed ones
    public FlatAverage(Map<String, Tensor> own, Map<String, Tensor> followed, Collection<PackedParameter> packed) {
        List<Pair> pairs = new ArrayList<>();
        own.forEach(
                (name, parameter) -> pairs.add(new Pair(parameter, Objects.requireNonNull(followed.get(name), name))));
        pairs.sort(Comparator.comparingLong(Pair::begin));
        try (var scope = TensorScope.open();
                var _ = Gradients.disabled()) {
            List<Pair> run = new ArrayList<>();
            for (Pair pair : pairs) {
                if (!run.isEmpty() && !isNext(run.getLast().followed(), pair.followed())) {
                    move(run, scope);
                    run.clear();
                }
                run.add(pair);
            }
            move(run, scope);
        }
        packed.stream()
                .filter(pack -> own.containsValue(pack.parts().getFirst()))
                .forEach(PackedParameter::rejoin);
    }

    /// Moves every parameter to (1 − weight) · itself + weight · followed parameter.
    public void follow(double weight) {
        runs.forEach(run -> Operators.moveTowardsInPlace(run.own(), run.followed(), weight));
    }

    private void move(List<Pair> run, TensorScope scope) {
        if (run.isEmpty()) {
            return;
        }
        Tensor first = run.getFirst().followed();
        Tensor last = run.getLast().followed();
        long begin = first.storage_offset();
        long length = last.storage_offset() + last.numel() - begin;
        Tensor followed =
                first.detach().as_strided(new long[] {length}, new long[] {1}).variable_data();
        Tensor own = Tensors.zeros(length);
        for (Pair pair : run) {
            Tensor view = own.narrow(
                            0,
                            pair.followed().storage_offset() - begin,
                            pair.own().numel())
                    .view(Tensors.shape(pair.own()));
            view.copy_(pair.own().detach());
            pair.own().set_data(view);
        }
        runs.add(new Run(scope.keep(own), scope.keep(followed)));
    }

    // Adjacent, or separated only by the padding of a flat layout.
    private static boolean isNext(Tensor before, Tensor after) {
        long end = before.storage_offset() + before.numel();
        return after.is_alias_of(before)
                && (after.storage_offset() == end || after.storage_offset() == FlatLayout.aligned(end));
    }
}
