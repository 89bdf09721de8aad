package dev.diptych.export.onnx;

import dev.diptych.model.BertConfig;
import dev.diptych.model.BertEncoder;
import java.util.List;

/// BERT or RoBERTa as [BertEncoder] computes it, all tokens in segment 0: ids and mask [B, T] to pooled vectors [B,
/// D].
public final class BertGraph {

    private static final Layers.AttentionNames ATTENTION = new Layers.AttentionNames(
            "attention.self.query", "attention.self.key", "attention.self.value", "attention.output.dense");

    private final GraphBuilder graph;
    private final BertConfig config;
    private final Layers layers;

    private BertGraph(GraphBuilder graph, BertConfig config, Layers layers) {
        this.graph = graph;
        this.config = config;
        this.layers = layers;
    }

    public static Value pooled(GraphBuilder graph, Value ids, Value mask, BertConfig config, BertEncoder encoder) {
        return new BertGraph(graph, config, Layers.of(graph, encoder.parameters())).pooled(ids, mask);
    }

    private Value pooled(Value ids, Value mask) {
        Value seen = graph.node("Greater", layers.unsqueeze(mask, 1, 2), graph.whole(0)); // [B, 1, 1, T]
        Value unseen = layers.unseen(seen);
        Value states = embed(ids); // [B, T, D]
        for (int i = 0; i < config.layers(); i++) {
            states = block(states, unseen, layers.under("encoder.layer." + i + "."));
        }
        return pool(states, mask);
    }

    private Value embed(Value ids) {
        Value words = layers.rows(layers.parameter("embeddings.word_embeddings.weight"), ids); // [B, T, D]
        Value segment = layers.rows(layers.parameter("embeddings.token_type_embeddings.weight"), graph.whole(0)); // [D]
        Value table = layers.parameter("embeddings.position_embeddings.weight"); // [L, D]
        Value places = switch (config.kind()) {
            case BERT -> layers.firstRows(table, layers.extent(ids, 1)); // [T, D]
            case ROBERTA -> layers.rows(table, countedPlaces(ids)); // [B, T, D]
        };
        Value sum = layers.add(layers.add(words, segment), places);
        return layers.layerNorm(sum, "embeddings.LayerNorm", config.layerNormEpsilon());
    }

    // RoBERTa's position of each token, [B, T].
    private Value countedPlaces(Value ids) {
        Value padding = graph.whole(config.padId());
        Value counted = layers.cast(graph.node("Not", graph.node("Equal", ids, padding)), ElementType.INT64);
        Value count = graph.node("CumSum", counted, graph.whole(1));
        return layers.add(layers.multiply(count, counted), padding);
    }

    // Post-norm: each sublayer adds its output to its input and normalises the sum.
    private Value block(Value x, Value unseen, Layers block) {
        Value mixed = block.attention(x, List.of(unseen), ATTENTION, config.heads(), config.hiddenSize());
        Value middle = block.layerNorm(block.add(x, mixed), "attention.output.LayerNorm", config.layerNormEpsilon());
        Value raised = block.feedForward(middle, "intermediate.dense", "output.dense", config.activation());
        return block.layerNorm(block.add(middle, raised), "output.LayerNorm", config.layerNormEpsilon());
    }

    private Value pool(Value states, Value mask) {
        return switch (config.pooling()) {
            case POOLER -> graph.node("Tanh", layers.linear(layers.token(states, 0), "pooler.dense"));
            case FIRST -> layers.token(states, 0);
            case MEAN -> {
                Value weights = layers.unsqueeze(layers.cast(mask, ElementType.FLOAT), 2); // [B, T, 1]
                yield graph.node("Div", sum(layers.multiply(states, weights)), sum(weights));
            }
        };
    }

    // Over the tokens: [B, T, D] to [B, D].
    private Value sum(Value x) {
        return graph.node("ReduceSum", List.of(x, graph.wholes(1)), Attribute.of("keepdims", 0));
    }
}
