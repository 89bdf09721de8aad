package dev.diptych.model.embed;

import dev.diptych.torch.Operators;
import dev.diptych.torch.TensorScope;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;

/// Keeps outputs with one row per item in memory, in the scope that encloses the engine's work.
public final class MemorySink implements EmbeddingSink {

    private final Map<EncoderOutput, List<Tensor>> parts = new EnumMap<>(EncoderOutput.class);
    private final IntStream.Builder items = IntStream.builder();

    @Override
    public void accept(EncodedBatch batch, TensorScope scope) {
        batch.outputs()
                .forEach((output, tensor) ->
                        parts.computeIfAbsent(output, _ -> new ArrayList<>()).add(scope.keep(tensor)));
        IntStream.of(batch.items()).forEach(items);
    }

    /// Returns the items that could be read, ascending. Call it once.
    public int[] items() {
        return items.build().toArray();
    }

    /// Returns the rows of all items, in order, as a new tensor in the current scope.
    public Tensor rows(EncoderOutput output) {
        return Operators.concatenate(0, parts.getOrDefault(output, List.of()).toArray(new Tensor[0]));
    }
}
