package dev.diptych.train.internal.step;

import dev.diptych.torch.Operators;
import dev.diptych.torch.TensorScope;
import dev.diptych.torch.Tensors;
import dev.diptych.torch.file.TensorSource;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import org.bytedeco.pytorch.Tensor;

/// A first-in, first-out ring buffer of past embeddings of one modality, initially empty. Owns its tensor, which is
/// independent of scopes.
final class EmbeddingQueue {

    private final Tensor ring; // [capacity, P]
    private final int[] images;
    private final int[] groups;
    private int size;
    private int next;

    EmbeddingQueue(int capacity, int width) {
        try (var scope = TensorScope.open()) {
            ring = scope.release(Tensors.zeros(capacity, width));
        }
        images = new int[capacity];
        groups = new int[capacity];
    }

    /// Appends rows [B, P] and discards the oldest ones.
    ///
    /// @param imageOfRow index of each row's image in the data set, `[B]`
    /// @param groupOfRow caption group of each row, `[B]`
    void add(Tensor rows, int[] imageOfRow, int[] groupOfRow) {
        int capacity = images.length;
        int from = Math.max(0, imageOfRow.length - capacity); // if they exceed the capacity, the last ones
        while (from < imageOfRow.length) {
            int count = Math.min(imageOfRow.length - from, capacity - next);
            Operators.copyInPlace(ring.narrow(0, next, count), rows.narrow(0, from, count));
            System.arraycopy(imageOfRow, from, images, next, count);
            System.arraycopy(groupOfRow, from, groups, next, count);
            next = (next + count) % capacity;
            size = Math.min(capacity, size + count);
            from += count;
        }
    }

    /// The stored embeddings, [K, P], in the order of the ring: a view, valid until the next [#add].
    Tensor embeddings() {
        return ring.narrow(0, 0, size);
    }

    /// The indices of their images, `[K]`.
    int[] images() {
        return Arrays.copyOf(images, size);
    }

    /// Their caption groups, `[K]`.
    int[] groups() {
        return Arrays.copyOf(groups, size);
    }

    /// The tensors for a checkpoint, by name; none while the queue is empty.
    SequencedMap<String, Tensor> state(String prefix) {
        SequencedMap<String, Tensor> state = new LinkedHashMap<>();
        if (size > 0) {
            state.put(prefix + "embeddings", embeddings());
            state.put(prefix + "images", Tensors.index(images()));
            state.put(prefix + "groups", Tensors.index(groups()));
            state.put(prefix + "next", Tensors.index(new int[] {next}));
        }
        return state;
    }

    /// Restores the tensors returned by [#state].
    void restore(TensorSource checkpoint, String prefix) {
        if (!checkpoint.has(prefix + "embeddings")) {
            return;
        }
        try (var _ = TensorScope.open()) {
            Tensor embeddings = checkpoint.tensor(prefix + "embeddings");
            size = Math.toIntExact(embeddings.size(0));
            Operators.copyInPlace(embeddings(), embeddings);
            fill(images, checkpoint.tensor(prefix + "images"));
            fill(groups, checkpoint.tensor(prefix + "groups"));
            next = (int) Tensors.longs(checkpoint.tensor(prefix + "next"))[0];
        }
    }

    private static void fill(int[] values, Tensor saved) {
        long[] numbers = Tensors.longs(saved);
        for (int i = 0; i < numbers.length; i++) {
            values[i] = (int) numbers[i];
        }
    }
}
