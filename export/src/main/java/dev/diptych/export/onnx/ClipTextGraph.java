package dev.diptych.export.onnx;

import dev.diptych.model.ClipTextConfig;
import dev.diptych.model.ClipTextEncoder;
import java.util.List;

/// CLIP's text transformer as [ClipTextEncoder] computes it: ids and mask [B, T] to the states of the end
/// tokens [B, D].
public final class ClipTextGraph {

    private final GraphBuilder graph;
    private final ClipTextConfig config;
    private final Layers layers;

    private ClipTextGraph(GraphBuilder graph, ClipTextConfig config, Layers layers) {
        this.graph = graph;
        this.config = config;
        this.layers = layers;
    }

    public static Value pooled(
            GraphBuilder graph, Value ids, Value mask, ClipTextConfig config, ClipTextEncoder encoder) {
        return new ClipTextGraph(graph, config, Layers.of(graph, encoder.parameters())).pooled(ids, mask);
    }

    private Value pooled(Value ids, Value mask) {
        Value length = layers.extent(ids, 1); // [1]
        Value words = layers.rows(layers.parameter("embeddings.token_embedding.weight"), ids); // [B, T, D]
        Value places = layers.firstRows(layers.parameter("embeddings.position_embedding.weight"), length); // [T, D]
        Value unseen = layers.unseen(seen(mask, length));
        Value states = new ClipBlocks(
                        config.layers(),
                        config.hiddenSize(),
                        config.heads(),
                        config.activation(),
                        config.layerNormEpsilon())
                .apply(layers.add(words, places), List.of(unseen), layers); // [B, T, D]
        Value end = graph.node(
                "GatherND", List.of(states, layers.unsqueeze(ends(ids), 1)), Attribute.of("batch_dims", 1)); // [B, D]
        return layers.layerNorm(end, "final_layer_norm", config.layerNormEpsilon());
    }

    // [B, 1, T, T]: a token attends to earlier tokens that are not padding, and to itself.
    private Value seen(Value mask, Value length) {
        Value places = graph.node("Range", graph.whole(0), graph.node("Squeeze", length), graph.whole(1)); // [T]
        Value looking = layers.unsqueeze(places, 1); // [T, 1]
        Value text = graph.node("Greater", layers.unsqueeze(mask, 1, 2), graph.whole(0)); // [B, 1, 1, T]
        Value earlier = graph.node("Greater", looking, places); // [T, T]
        Value itself = graph.node("Equal", looking, places); // [T, T]
        return graph.node("Or", graph.node("And", text, earlier), itself);
    }

    // The position of the end token of each text, [B]: the first with its id, or the largest id.
    private Value ends(Value ids) {
        boolean largest = config.endId() == ClipTextConfig.LARGEST;
        Value marks = largest ? ids : graph.node("Equal", ids, graph.whole(config.endId())); // [B, T]
        return graph.node(
                "ArgMax",
                List.of(layers.cast(marks, ElementType.INT32)),
                Attribute.of("axis", 1),
                Attribute.of("keepdims", 0));
    }
}
