package dev.diptych.model;

import dev.diptych.base.InvalidInputException;
import dev.diptych.model.layer.Initialization;
import dev.diptych.model.layer.LayerNorm;
import dev.diptych.model.layer.ParameterMap;
import dev.diptych.model.layer.ParameterSource;
import dev.diptych.model.layer.PreNormBlock;
import dev.diptych.model.layer.TokenLayout;
import dev.diptych.model.layer.Trace;
import dev.diptych.torch.Gradients;
import dev.diptych.torch.ModelPart;
import dev.diptych.torch.Operators;
import dev.diptych.torch.PackedParameter;
import dev.diptych.torch.Tensors;
import java.util.ArrayList;
import java.util.List;
import java.util.SequencedMap;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/// CLIP's text transformer (Radford et al., 2021), with the parameter names and numerics of `CLIPTextModel`: each
/// token attends to itself and those before it, and the state of the end token represents the text.
public final class ClipTextEncoder extends TextEncoder {

    private final ClipTextConfig config;
    private final ParameterMap parameters;
    private final Tensor words; // [V, D]
    private final Tensor positions; // [L, D]
    private final List<PreNormBlock> blocks;
    private final LayerNorm finalNorm;

    ClipTextEncoder(ClipTextConfig config, ParameterSource source) {
        super(config);
        this.config = config;
        this.parameters = new ParameterMap(source);
        int width = config.hiddenSize();
        // Initialisation of the original CLIP code.
        words = parameters.parameter(
                "embeddings.token_embedding.weight", Initialization.normal(0.02), config.vocabularySize(), width);
        positions = parameters.parameter(
                "embeddings.position_embedding.weight", Initialization.normal(0.01), config.positions(), width);
        blocks = new ArrayList<>();
        for (int i = 0; i < config.layers(); i++) {
            blocks.add(PreNormBlock.of(parameters.under("encoder.layers." + i + "."), config.block()));
        }
        finalNorm = LayerNorm.of(parameters, "final_layer_norm", width, config.layerNormEpsilon());
    }

    @Override
    public SequencedMap<String, Tensor> parameters() {
        return parameters.parameters();
    }

    @Override
    public List<PackedParameter> packedParameters() {
        return blocks.stream()
                .flatMap(block -> block.attention().input().parameters().stream())
                .toList();
    }

    @Override
    TokenLayout layout(TokenLayout layout, Tensor ids) {
        return layout.causal(ids.size(1));
    }

    @Override
    Tensor embed(Tensor ids, @Nullable Tensor types, TokenLayout layout, boolean training) {
        if (types != null) {
            throw new InvalidInputException("CLIP's text transformer has no segments; omit token_type_ids");
        }
        return ModelPart.evaluate(
                depth().frozenEmbeddings(),
                () -> Operators.sparseEmbedding(words, layout.unpad(ids))
                        .add(layout.positions(positions, ids.size(1))));
    }

    @Override
    Tensor block(int number, Tensor states, TokenLayout layout, boolean training, @Nullable Trace trace) {
        return blocks.get(number).apply(states, layout, dropout(training), trace);
    }

    @Override
    EncoderStates finish(Tensor states, Start start) {
        try (var _ = Gradients.disabledIf(depth().frozenHead())) {
            Tensor normed = finalNorm.apply(states); // [M, T, D]
            return new EncoderStates(normed, atEnd(normed, ends(start.ids())));
        }
    }

    @Override
    boolean poolsOneToken() {
        return true;
    }

    @Override
    Tensor pooledFrom(Tensor states, Start start, boolean training) {
        boolean frozen = depth().isFrozenBlock(blocks.size() - 1);
        int[] ends = ends(start.ids()); // [M]
        Tensor end = ModelPart.evaluate(frozen, () -> {
            Tensor attended = start.layout().attended(); // [M or 1, 1, T, T]
            Tensor seen = attended == null ? null : seenFrom(attended, ends, states.size(1)); // [M, 1, 1, T]
            return blocks.getLast()
                    .applyToOne(states, tokens -> atEnd(tokens, ends), seen, dropout(training && !frozen));
        }); // [M, D]
        return ModelPart.evaluate(depth().frozenHead(), () -> finalNorm.apply(end));
    }

    @Override
    boolean isTrained(String name) {
        if (name.startsWith("encoder.layers.")) {
            int block = Integer.parseInt(name.split("\\.")[2]);
            return !depth().isFrozenBlock(block);
        }
        return name.startsWith("final_layer_norm.") ? !depth().frozenHead() : !depth().frozenEmbeddings();
    }

    private double dropout(boolean active) {
        return active ? config.attentionDropout() : 0;
    }

    // Index of each text's end token, [M]: the first that has its id, or the one with the largest id, as in
    // Hugging Face.
    private int[] ends(Tensor ids) {
        int texts = (int) ids.size(0);
        int length = (int) ids.size(1);
        long[] values = Tensors.longs(ids);
        int[] ends = new int[texts];
        for (int m = 0; m < texts; m++) {
            int row = m * length;
            int end = 0;
            for (int t = length - 1; t >= 0; t--) {
                long id = values[row + t];
                boolean found =
                        config.endId() == ClipTextConfig.LARGEST ? id >= values[row + end] : id == config.endId();
                end = found ? t : end;
            }
            ends[m] = end;
        }
        return ends;
    }

    // Rows of [M, T, D] at the end tokens: [M, D].
    private static Tensor atEnd(Tensor states, int[] ends) {
        long length = states.size(1);
        int[] places = new int[ends.length];
        for (int m = 0; m < ends.length; m++) {
            places[m] = (int) (m * length + ends[m]);
        }
        return Operators.select(states.flatten(0, 1), 0, Tensors.index(places));
    }

    // Rows of [M or 1, 1, T, T] at the end tokens: [M, 1, 1, T].
    private static Tensor seenFrom(Tensor attended, int[] ends, long length) {
        Tensor rows = attended.size(0) == 1
                ? Operators.select(attended.view(length, length), 0, Tensors.index(ends))
                : atEnd(attended.squeeze(1), ends); // [M, T]
        return rows.view(ends.length, 1, 1, length);
    }
}
