package dev.diptych.model.checkpoint;

import dev.diptych.base.InvalidInputException;
import dev.diptych.base.NotFiniteException;
import dev.diptych.model.internal.TensorNames;
import dev.diptych.model.layer.Initialization;
import dev.diptych.model.layer.ParameterSource;
import dev.diptych.torch.Operators;
import dev.diptych.torch.TensorScope;
import dev.diptych.torch.Tensors;
import dev.diptych.torch.file.DataType;
import dev.diptych.torch.file.TensorInfo;
import dev.diptych.torch.file.TensorSource;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/// Parameters copied from a checkpoint, in float32, under any of the names that older and newer releases used.
///
/// Tensors that no module requests (`position_ids`, a masked language model's `cls.*`) are ignored.
///
/// @param prefixes possible prefixes of names in this checkpoint, tried in order
record CheckpointParameters(TensorSource checkpoint, List<String> prefixes) implements ParameterSource {

    private static final int LARGEST_SCALAR = 50; // e to the power of it is a finite float32

    @Override
    public Tensor parameter(String name, Initialization initial, long... shape) {
        String found = find(name);
        if (found == null) {
            throw new InvalidInputException(checkpoint.description() + ": the tensor " + prefixes.getFirst() + name
                    + " is missing; check that the checkpoint has the architecture in its settings");
        }
        TensorInfo info = checkpoint.info(found);
        long[] held = info.shape();
        if (!Arrays.equals(held, shape)) {
            throw new InvalidInputException(checkpoint.description() + ": the tensor " + found + " has shape "
                    + Arrays.toString(held) + ", but its settings require " + Arrays.toString(shape));
        }
        requireScale(found, shape);
        try (var scope = TensorScope.open()) {
            Tensor mapped = checkpoint.tensor(found);
            if (!Operators.isFinite(mapped)) {
                throw new NotFiniteException(checkpoint.description() + ": the tensor " + found
                        + " contains values that are not finite numbers (NaN or infinity), so nothing can be computed"
                        + " with these weights; use another copy or an earlier checkpoint");
            }
            boolean copies = info.type() != DataType.FLOAT32; // a conversion already copies
            return scope.release(copies ? Operators.toFloat(mapped) : mapped.clone());
        }
    }

    // A scalar scales or shifts every score, also as an exponent; a value that training cannot produce indicates a
    // damaged file.
    private void requireScale(String name, long[] shape) {
        if (shape.length > 0) {
            return;
        }
        try (var _ = TensorScope.open()) {
            double value = Tensors.item(Operators.toFloat(checkpoint.tensor(name)));
            if (Double.isFinite(value) && !(Math.abs(value) <= LARGEST_SCALAR)) {
                throw new InvalidInputException(checkpoint.description() + ": the tensor " + name + ": the value is "
                        + value + ", but must be a number from -" + LARGEST_SCALAR + " to " + LARGEST_SCALAR);
            }
        }
    }

    @Override
    public boolean has(String name) {
        return find(name) != null;
    }

    private @Nullable String find(String name) {
        List<String> spellings = prefixes.stream()
                .flatMap(prefix -> spellings(name).stream().map(spelling -> prefix + spelling))
                .toList();
        return TensorNames.find(spellings, checkpoint::has);
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
