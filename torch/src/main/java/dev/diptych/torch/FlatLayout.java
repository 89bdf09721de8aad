package dev.diptych.torch;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.Set;
import org.bytedeco.pytorch.Tensor;

/// Positions of parameters in a flat buffer: one group after another, with the parameters of a group in their order.
///
/// A block is a parameter, or the adjacent parts of a [PackedParameter]. It begins at a multiple of [#ALIGNMENT]
/// elements, so that vector instructions process it like a separate tensor.
final class FlatLayout {

    /// In elements; 64 bytes.
    static final int ALIGNMENT = 16;

    private final SequencedMap<String, Place> places = new LinkedHashMap<>();
    private final List<Block> blocks = new ArrayList<>();
    private final List<ParameterRange> groups = new ArrayList<>();
    private long length;

    /// @param groups parameters by name; names are unique
    /// @param packed packed parameters whose parts are all in one group, or in none
    FlatLayout(List<? extends SequencedMap<String, Tensor>> groups, Collection<PackedParameter> packed) {
        IdentityHashMap<Tensor, PackedParameter> packs = new IdentityHashMap<>();
        packed.forEach(pack -> pack.parts().forEach(part -> packs.put(part, pack)));
        groups.forEach(group -> add(group, packs));
    }

    /// @param shape of the parameter
    record Place(Tensor parameter, long[] shape, long begin) {}

    /// @param packs the packed parameters in the block: one or none
    record Block(ParameterRange range, List<Place> places, List<PackedParameter> packs) {}

    /// Rounds a number of elements up to the alignment.
    static long aligned(long elements) {
        return (elements + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    }

    /// Number of elements, with padding.
    long length() {
        return length;
    }

    SequencedMap<String, Place> places() {
        return places;
    }

    List<Block> blocks() {
        return blocks;
    }

    /// Range of each group.
    List<ParameterRange> groups() {
        return groups;
    }

    private void add(SequencedMap<String, Tensor> group, IdentityHashMap<Tensor, PackedParameter> packs) {
        long begin = length;
        IdentityHashMap<Tensor, String> names = new IdentityHashMap<>();
        group.forEach((name, parameter) -> names.put(parameter, name));
        Set<String> placed = new HashSet<>();
        group.forEach((name, parameter) -> {
            if (placed.contains(name)) {
                return;
            }
            PackedParameter pack = packs.get(parameter);
            List<Tensor> tensors = pack == null ? List.of(parameter) : pack.parts();
            SequencedMap<String, Tensor> block = new LinkedHashMap<>();
            for (Tensor tensor : tensors) {
                String own = names.get(tensor);
                if (own == null) {
                    throw new IllegalArgumentException(name + " is packed with a parameter that is not in its group");
                }
                block.put(own, tensor);
            }
            placed.addAll(block.keySet());
            add(block, pack == null ? List.of() : List.of(pack));
        });
        groups.add(new ParameterRange(begin, length));
    }

    private void add(SequencedMap<String, Tensor> block, List<PackedParameter> packs) {
        long begin = length;
        List<Place> own = new ArrayList<>();
        block.forEach((name, parameter) -> {
            Place place = new Place(parameter, Tensors.shape(parameter), length);
            if (places.putIfAbsent(name, place) != null) {
                throw new IllegalArgumentException("two groups contain the parameter " + name);
            }
            own.add(place);
            length += parameter.numel();
        });
        length = aligned(length);
        blocks.add(new Block(new ParameterRange(begin, length), List.copyOf(own), packs));
    }
}
