package dev.diptych.model;

import dev.diptych.data.batch.InputStage;
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
import java.util.ArrayList;
import java.util.List;
import java.util.SequencedMap;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/// CLIP's vision transformer (Radford et al., 2021), with the parameter names and numerics of `CLIPVisionModel`.
///
/// It has no dropout, so training and evaluation compute the same. Not thread-safe while its parameters are being
/// changed.
public final class VisionEncoder {

    private final VisionConfig config;
    private final ParameterMap parameters;
    private final Tensor classEmbedding; // [D]
    private final Tensor patchEmbedding; // [D, 3, p, p]
    private final Tensor positionEmbedding; // [T, D]
    private final LayerNorm preNorm;
    private final List<PreNormBlock> blocks;
    private final LayerNorm postNorm;
    private FrozenPrefix depth;

    public VisionEncoder(VisionConfig config, ParameterSource source) {
        this.config = config;
        this.parameters = new ParameterMap(source);
        int width = config.hiddenSize();
        classEmbedding =
                parameters.parameter("embeddings.class_embedding", Initialization.normal(Math.pow(width, -0.5)), width);
        patchEmbedding = parameters.parameter(
                "embeddings.patch_embedding.weight",
                Initialization.normal(0.02),
                width,
                3,
                config.patchSize(),
                config.patchSize());
        positionEmbedding = parameters.parameter(
                "embeddings.position_embedding.weight",
                Initialization.normal(Math.pow(width, -0.5)),
                config.tokens(),
                width);
        preNorm = LayerNorm.of(parameters, "pre_layrnorm", width, config.layerNormEpsilon());
        blocks = new ArrayList<>();
        for (int i = 0; i < config.layers(); i++) {
            blocks.add(PreNormBlock.of(parameters.under("encoder.layers." + i + "."), config.block()));
        }
        postNorm = LayerNorm.of(parameters, "post_layernorm", width, config.layerNormEpsilon());
        depth = FrozenPrefix.of(new Trainable.All(), config.layers(), "vision");
    }

    /// The frozen prefix of this encoder.
    public FrozenPrefix depth() {
        return depth;
    }

    public VisionConfig config() {
        return config;
    }

    /// Named parameters, without the prefix of a checkpoint.
    public SequencedMap<String, Tensor> parameters() {
        return parameters.parameters();
    }

    /// Parameters that are parts of a packed tensor.
    public List<PackedParameter> packedParameters() {
        return blocks.stream()
                .flatMap(block -> block.attention().input().parameters().stream())
                .toList();
    }

    /// Sets which layers are trained; the others receive no gradient.
    public void train(Trainable trainable) {
        depth = FrozenPrefix.of(trainable, config.layers(), "vision");
        parameters.parameters().forEach((name, parameter) -> parameter.requires_grad_(isTrained(name)));
    }

    /// @param pixels [N, 3, S, S], normalised, S the configured image size
    /// @return states [N, T, D] after the last block (without the post-norm, as in `CLIPVisionModel`), and the
    ///     post-normed class token [N, D]
    public EncoderStates forward(Tensor pixels, @Nullable Trace trace) {
        return whole(embed(pixels), 0, trace);
    }

    /// Computes the result of [#forward] from any input.
    ///
    /// @throws IllegalArgumentException for pooled vectors, which have no states
    public EncoderStates encode(ImageInput input) {
        int first = depth.firstBlock(input.stage());
        return whole(states(input), first, null);
    }

    /// Returns the pooled vectors [N, D] only: the last block is computed for the class token, which is the only
    /// one that is used.
    public Tensor pooled(ImageInput input) {
        if (input instanceof ImageInput.Pooled(Tensor vectors)) {
            return vectors;
        }
        return ModelPart.evaluate(depth.frozenHead(), () -> pooled(states(input), depth.firstBlock(input.stage())));
    }

    // The input of the first block to compute: [N, T, D].
    private Tensor states(ImageInput input) {
        return switch (input) {
            case ImageInput.Pixels(Tensor pixels) -> embed(pixels);
            case ImageInput.FrozenStates(Tensor states) -> states;
            case ImageInput.Pooled _ -> throw new IllegalArgumentException("pooled vectors have no token states");
        };
    }

    /// Computes the states after the frozen prefix, which contains at least the embeddings: [N, T, D].
    public Tensor frozenStates(ImageInput.Pixels input) {
        return ModelPart.evaluate(
                true, () -> run(embed(input.values()), 0, depth.firstBlock(InputStage.FROZEN_STATES), null));
    }

    private EncoderStates whole(Tensor start, int from, @Nullable Trace trace) {
        Tensor states = run(start, from, blocks.size(), trace); // [N, T, D]
        return new EncoderStates(states, pool(states.select(1, 0)));
    }

    private Tensor pooled(Tensor start, int from) {
        int last = blocks.size() - 1;
        if (from > last) {
            return pool(start.select(1, 0));
        }
        Tensor states = run(start, from, last, null); // [N, T, D]
        Tensor classToken = ModelPart.evaluate(
                depth.isFrozenBlock(last),
                () -> blocks.get(last).applyToOne(states, tokens -> tokens.select(1, 0), null, 0)); // [N, D]
        return pool(classToken);
    }

    // From the input of block `from` to the input of block `to`: [N, T, D].
    @SuppressWarnings("ReferenceEquality") // the tensor itself
    private Tensor run(Tensor start, int from, int to, @Nullable Trace trace) {
        if (trace != null) {
            return traced(start, from, to, trace);
        }
        Tensor states = start;
        for (int i = from; i < to; i++) {
            PreNormBlock block = blocks.get(i);
            boolean frozen = depth.isFrozenBlock(i);
            Tensor input = states;
            states = ModelPart.evaluate(frozen, () -> block.apply(input, TokenLayout.FULL, 0, null));
            if (input != start) {
                input.close();
            }
        }
        return states;
    }

    private Tensor traced(Tensor start, int from, int to, Trace trace) {
        Tensor states = start;
        trace.hiddenState(states);
        for (int i = from; i < to; i++) {
            try (var _ = Gradients.disabledIf(depth.isFrozenBlock(i))) {
                states = blocks.get(i).apply(states, TokenLayout.FULL, 0, trace);
            }
            trace.hiddenState(states);
        }
        return states;
    }

    private Tensor pool(Tensor classToken) {
        return ModelPart.evaluate(depth.frozenHead(), () -> postNorm.apply(classToken));
    }

    private Tensor embed(Tensor pixels) {
        long images = pixels.size(0);
        long width = config.hiddenSize();
        return ModelPart.evaluate(depth.frozenEmbeddings(), () -> {
            Tensor patches = Operators.patches(pixels, patchEmbedding); // [N, T-1, D]
            Tensor classes = classEmbedding.view(1, 1, width).expand(images, 1, width); // [N, 1, D]
            Tensor tokens = Operators.concatenate(1, classes, patches); // [N, T, D]
            return preNorm.apply(tokens.add(positionEmbedding)); // [N, T, D]
        });
    }

    private boolean isTrained(String name) {
        if (name.startsWith("encoder.layers.")) {
            int block = Integer.parseInt(name.split("\\.")[2]);
            return !depth.isFrozenBlock(block);
        }
        return name.startsWith("post_layernorm.") ? !depth.frozenHead() : !depth.frozenEmbeddings();
    }
}
