package dev.diptych.train.internal.step;

import dev.diptych.model.DualEncoder;
import dev.diptych.torch.Gradients;
import dev.diptych.torch.OperatorThreads;
import dev.diptych.torch.Operators;
import dev.diptych.torch.TensorScope;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/// The images or the texts of an encoded batch. Owns the graph, if kept.
final class EncodedSide implements AutoCloseable {

    /// A range of rows.
    ///
    /// @param largestProduct multiply-adds of the largest matrix product of their encoder
    /// @param encoder encodes them; each call returns the same values
    record Chunk(int from, int count, long largestProduct, Supplier<DualEncoder.Encoded> encoder) {}

    private final List<Chunk> chunks;
    private final Tensor embeddings; // [N, P]
    private final @Nullable Tensor states; // [N, T, D]
    private DualEncoder.@Nullable Encoded graph; // of the only chunk

    private EncodedSide(
            List<Chunk> chunks, Tensor embeddings, @Nullable Tensor states, DualEncoder.@Nullable Encoded graph) {
        this.chunks = chunks;
        this.embeddings = embeddings;
        this.states = states;
        this.graph = graph;
    }

    /// Encodes all chunks. Embeddings and states are allocated in the currently open scope.
    ///
    /// @param keepsGraph whether the graph is kept for [#pullBack], which requires a single chunk
    static EncodedSide of(List<Chunk> chunks, boolean keepsGraph) {
        List<Tensor> embeddings = new ArrayList<>();
        List<Tensor> states = new ArrayList<>();
        DualEncoder.Encoded graph = null;
        for (Chunk chunk : chunks) {
            try (var scope = TensorScope.open();
                    var _ = OperatorThreads.forProduct(chunk.largestProduct());
                    var _ = Gradients.disabledIf(!keepsGraph)) {
                DualEncoder.Encoded encoded = chunk.encoder().get();
                Tensor own = encoded.states();
                if (keepsGraph) {
                    scope.release(encoded.embeddings());
                    if (own != null) {
                        scope.release(own);
                    }
                    graph = encoded;
                } else {
                    scope.keep(encoded.embeddings());
                    if (own != null) {
                        scope.keep(own);
                    }
                }
                embeddings.add(encoded.embeddings());
                if (own != null) {
                    states.add(own);
                }
            }
        }
        try (var _ = Gradients.disabled()) {
            return new EncodedSide(
                    chunks,
                    Operators.concatenate(0, embeddings.toArray(new Tensor[0])),
                    states.isEmpty() ? null : Operators.concatenate(0, states.toArray(new Tensor[0])),
                    graph);
        }
    }

    /// [N, P], of unit length, without a graph.
    Tensor embeddings() {
        return embeddings;
    }

    /// [N, T, D], without a graph; null if not requested.
    @Nullable
    Tensor states() {
        return states;
    }

    /// Back-propagates gradients of embeddings and states to the parameters; chunks without a graph are encoded
    /// again.
    void pullBack(@Nullable Tensor embeddingGradient, @Nullable Tensor stateGradient) {
        for (Chunk chunk : chunks) {
            try (var _ = TensorScope.open();
                    var _ = OperatorThreads.forProduct(chunk.largestProduct())) {
                DualEncoder.Encoded encoded = graph == null ? chunk.encoder().get() : graph;
                List<Tensor> roots = new ArrayList<>();
                List<Tensor> gradients = new ArrayList<>();
                collect(chunk, encoded.embeddings(), embeddingGradient, roots, gradients);
                collect(chunk, encoded.states(), stateGradient, roots, gradients);
                if (!roots.isEmpty()) {
                    Gradients.backward(roots.toArray(new Tensor[0]), gradients.toArray(new Tensor[0]));
                }
            }
        }
    }

    // The states of a frozen encoder have no graph.
    private static void collect(
            Chunk chunk, @Nullable Tensor root, @Nullable Tensor gradient, List<Tensor> roots, List<Tensor> gradients) {
        if (root != null && gradient != null && root.requires_grad()) {
            roots.add(root);
            gradients.add(gradient.narrow(0, chunk.from(), chunk.count()));
        }
    }

    /// Frees the graph.
    @Override
    public void close() {
        DualEncoder.Encoded kept = graph;
        graph = null;
        if (kept != null) {
            kept.embeddings().close();
            Tensor own = kept.states();
            if (own != null) {
                own.close();
            }
        }
    }
}
