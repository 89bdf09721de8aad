package dev.diptych.model.layer;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/// Intermediate results of an encoder, if requested: hidden states [B, T, D] after the embeddings and after each
/// block, and attention weights [B, H, T, T] of each block. Attention is slower with a trace, but its result is the
/// same.
public final class Trace {

    private final List<Tensor> hiddenStates = new ArrayList<>();
    private final List<Tensor> attentions = new ArrayList<>();

    public void hiddenState(Tensor state) {
        hiddenStates.add(state);
    }

    void attention(Tensor weights) {
        attentions.add(weights);
    }

    public List<Tensor> hiddenStates() {
        return List.copyOf(hiddenStates);
    }

    public List<Tensor> attentions() {
        return List.copyOf(attentions);
    }
}
