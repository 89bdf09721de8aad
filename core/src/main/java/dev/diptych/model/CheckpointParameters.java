package dev.diptych.model;

import dev.diptych.InvalidInputException;
import dev.diptych.torch.DataType;
import dev.diptych.torch.Operators;
import dev.diptych.torch.TensorInfo;
import dev.diptych.torch.TensorScope;
import dev.diptych.torch.TensorSource;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/// Parameters copied out of a checkpoint, in float32, whichever of its names an older or newer release gave them.
///
/// Tensors that no module asks for (`position_ids`, a masked language model's `cls.*`) are left alone.
///
/// @param prefixes what may stand before a name in this checkpoint, tried in order
record CheckpointParameters(TensorSource checkpoint, List<String> prefixes) implements ParameterSource {

    @Override
    public Tensor parameter(String name, Initial initial, long... shape) {
        String found = find(name);
        if (found == null) {
            throw new InvalidInputException(checkpoint.description() + ": the tensor " + prefixes.getFirst() + name
                    + " is missing; is this a checkpoint of the architecture that its settings name?");
        }
        TensorInfo info = checkpoint.info(found);
        long[] held = info.shape();
        if (!Arrays.equals(held, shape)) {
            throw new InvalidInputException(checkpoint.description() + ": the tensor " + found + " has shape "
                    + Arrays.toString(held) + ", but its settings ask for " + Arrays.toString(shape));
        }
        try (var scope = TensorScope.open()) {
            Tensor mapped = checkpoint.tensor(found);
            boolean copies = info.type() != DataType.FLOAT32; // a conversion is a copy already
            return scope.release(copies ? Operators.toFloat(mapped) : mapped.clone());
        }
    }

    @Override
    public boolean has(String name) {
        return find(name) != null;
    }

    private @Nullable String find(String name) {
        for (String prefix : prefixes) {
            for (String spelling : spellings(name)) {
                if (checkpoint.has(prefix + spelling)) {
                    return prefix + spelling;
                }
            }
        }
        return null;
    }

    // Checkpoints converted from TensorFlow call a LayerNorm's gain gamma and its bias beta.
    private static List<String> spellings(String name) {
        if (name.endsWith("LayerNorm.weight")) {
            return List.of(name, name.replace("LayerNorm.weight", "LayerNorm.gamma"));
        }
        if (name.endsWith("LayerNorm.bias")) {
            return List.of(name, name.replace("LayerNorm.bias", "LayerNorm.beta"));
        }
        return List.of(name);
    }
}
