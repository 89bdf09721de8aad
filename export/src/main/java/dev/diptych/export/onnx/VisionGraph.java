package dev.diptych.export.onnx;

import dev.diptych.model.VisionConfig;
import dev.diptych.model.VisionEncoder;
import java.util.List;

/// CLIP's vision transformer as [VisionEncoder] computes it: pixels [B, 3, S, S] to class tokens [B, D].
public final class VisionGraph {

    private VisionGraph() {}

    public static Value pooled(GraphBuilder graph, Value pixels, VisionEncoder encoder) {
        VisionConfig config = encoder.config();
        Layers layers = Layers.of(graph, encoder.parameters());
        Value start = layers.layerNorm(embed(graph, pixels, config, layers), "pre_layrnorm", config.layerNormEpsilon());
        Value states = new ClipBlocks(
                        config.layers(),
                        config.hiddenSize(),
                        config.heads(),
                        config.activation(),
                        config.layerNormEpsilon())
                .apply(start, List.of(), layers); // [B, T, D]
        return layers.layerNorm(layers.token(states, 0), "post_layernorm", config.layerNormEpsilon());
    }

    private static Value embed(GraphBuilder graph, Value pixels, VisionConfig config, Layers layers) {
        long width = config.hiddenSize();
        long patch = config.patchSize();
        Value maps = graph.node(
                "Conv",
                List.of(pixels, layers.parameter("embeddings.patch_embedding.weight")),
                Attribute.list("kernel_shape", patch, patch),
                Attribute.list("strides", patch, patch)); // [B, D, S/p, S/p]
        Value patches = layers.transpose(layers.reshape(maps, 0, width, -1), 0, 2, 1); // [B, T-1, D]
        Value shape = graph.node(
                "Concat", List.of(layers.extent(pixels, 0), graph.wholes(1, width)), Attribute.of("axis", 0));
        Value classes = graph.node("Expand", layers.parameter("embeddings.class_embedding"), shape); // [B, 1, D]
        Value tokens = graph.node("Concat", List.of(classes, patches), Attribute.of("axis", 1)); // [B, T, D]
        return layers.add(tokens, layers.parameter("embeddings.position_embedding.weight"));
    }
}
