package dev.diptych.train.internal.step;

import dev.diptych.model.TextInput;
import dev.diptych.torch.Operators;
import dev.diptych.torch.Tensors;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/// Equal texts of a batch, which are encoded once.
///
/// @param first `[U]` a representative of each distinct text
/// @param distinctOf `[M]` the index of the distinct text for each text
@SuppressWarnings("ArrayRecordComponent") // the batch's own
record DistinctTexts(int[] first, int[] distinctOf) {

    /// @param groups `[M]` equal numbers for equal texts
    static DistinctTexts of(int[] groups) {
        Map<Integer, Integer> numbers = new HashMap<>();
        IntStream.Builder first = IntStream.builder();
        int[] distinctOf = new int[groups.length];
        for (int text = 0; text < groups.length; text++) {
            Integer number = numbers.get(groups[text]);
            if (number == null) {
                number = numbers.size();
                numbers.put(groups[text], number);
                first.add(text);
            }
            distinctOf[text] = number;
        }
        return new DistinctTexts(first.build().toArray(), distinctOf);
    }

    /// Treats every text as distinct.
    static DistinctTexts all(int count) {
        int[] own = IntStream.range(0, count).toArray();
        return new DistinctTexts(own, own);
    }

    int count() {
        return first.length;
    }

    private boolean isAll() {
        return first.length == distinctOf.length;
    }

    /// The distinct texts: U of M.
    ///
    /// @throws IllegalArgumentException if texts are not given as tokens
    TextInput select(TextInput texts) {
        if (isAll()) {
            return texts;
        }
        if (texts instanceof TextInput.Tokens tokens) {
            return tokens.select(Tensors.index(first));
        }
        throw new IllegalArgumentException("equal texts can only be found among tokens");
    }

    /// From one row for each distinct text to one for each text: [U, ...] to [M, ...].
    Tensor spread(Tensor rows) {
        return isAll() ? rows : Operators.select(rows, 0, Tensors.index(distinctOf));
    }

    /// The gradient of the distinct rows from that of all: [M, ...] to [U, ...].
    @Nullable
    Tensor gather(@Nullable Tensor gradient) {
        return gradient == null || isAll()
                ? gradient
                : Operators.sumRows(gradient, Tensors.index(distinctOf), first.length);
    }
}
