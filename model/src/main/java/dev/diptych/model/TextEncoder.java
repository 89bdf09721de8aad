package dev.diptych.model;

import dev.diptych.data.batch.InputStage;
import dev.diptych.model.layer.ParameterSource;
import dev.diptych.model.layer.TokenLayout;
import dev.diptych.model.layer.Trace;
import dev.diptych.torch.Gradients;
import dev.diptych.torch.ModelPart;
import dev.diptych.torch.PackedParameter;
import java.util.List;
import java.util.SequencedMap;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/// Transformer over the tokens of texts: embeddings, blocks, and one pooled vector per text.
///
/// Dropout is active only in the trained layers and only during training; it draws from libtorch's generator.
public abstract sealed class TextEncoder permits BertEncoder, ClipTextEncoder {

    private final TextConfig config;
    private FrozenPrefix depth;

    TextEncoder(TextConfig config) {
        this.config = config;
        depth = FrozenPrefix.of(new Trainable.All(), config.layers(), "text");
    }

    public static TextEncoder of(TextConfig config, ParameterSource source) {
        return switch (config) {
            case BertConfig bert -> new BertEncoder(bert, source);
            case ClipTextConfig clip -> new ClipTextEncoder(clip, source);
        };
    }

    /// The frozen prefix of this encoder.
    public final FrozenPrefix depth() {
        return depth;
    }

    public final TextConfig config() {
        return config;
    }

    /// Named parameters, without the prefix of a checkpoint.
    public abstract SequencedMap<String, Tensor> parameters();

    /// Parameters that are parts of a packed tensor.
    public abstract List<PackedParameter> packedParameters();

    /// Sets which layers are trained; the others receive no gradient and no dropout.
    public final void train(Trainable trainable) {
        depth = FrozenPrefix.of(trainable, config.layers(), "text");
        parameters().forEach((name, parameter) -> parameter.requires_grad_(isTrained(name)));
    }

    /// Whether equal texts have equal vectors in training too: no trained layer uses dropout.
    public final boolean isDeterministic() {
        return !config.drops() || depth.frozenHead();
    }

    /// Computes every position, including padding, as Hugging Face does. States at padding are undefined.
    ///
    /// @param ids int64 [M, T]
    /// @param mask int64 [M, T], 1 at tokens, 0 at padding; null if nothing is padding
    /// @param types int64 [M, T], the segment of each token; null for segment 0 throughout
    /// @param training whether dropout is active
    /// @return states [M, T, D] and pooled [M, D]
    /// @throws dev.diptych.base.InvalidInputException for segments that the encoder does not have
    public final EncoderStates forward(
            Tensor ids, @Nullable Tensor mask, @Nullable Tensor types, boolean training, @Nullable Trace trace) {
        TokenLayout layout = layout(TokenLayout.padded(mask), ids);
        return whole(new Start(embed(ids, types, layout, training), layout, ids, mask, 0), training, trace);
    }

    /// Computes the result of [#forward] without computing padding, whose states are undefined.
    ///
    /// @throws IllegalArgumentException for pooled vectors, which have no states
    public final EncoderStates encode(TextInput input, boolean training) {
        return whole(start(input, training), training, null);
    }

    /// Returns the pooled vectors [M, D] only. If they are the states of one token, the last block is computed for
    /// that token only.
    public final Tensor pooled(TextInput input, boolean training) {
        if (input instanceof TextInput.Pooled pooled) {
            return pooled.vectors();
        }
        return ModelPart.evaluate(depth.frozenHead(), () -> pooledStates(input, training));
    }

    private Tensor pooledStates(TextInput input, boolean training) {
        int last = config.layers() - 1;
        Start start = start(input, training);
        if (!poolsOneToken() || start.block > last) {
            return whole(start, training, null).pooled();
        }
        Tensor states = start.layout.pad(run(start, last, training, null)); // [M, T, D]
        return pooledFrom(states, start, training);
    }

    /// Computes the states after the frozen prefix, which contains at least the embeddings: [K, D], the K tokens
    /// that are not padding, concatenated.
    public final Tensor frozenStates(TextInput.Tokens input) {
        return ModelPart.evaluate(true, () -> {
            Tensor states = run(start(input, false), depth.firstBlock(InputStage.FROZEN_STATES), false, null);
            return states.reshape(-1, config.hiddenSize()); // [K, D]
        });
    }

    /// Starting point of the blocks.
    ///
    /// @param states the input of block `block`, in `layout`
    /// @param mask int64 [M, T]; null if nothing is padding
    /// @param block the first block to compute
    record Start(
            Tensor states,
            TokenLayout layout,
            Tensor ids,
            @Nullable Tensor mask,
            int block) {}

    /// The layout with this encoder's attention mask.
    abstract TokenLayout layout(TokenLayout layout, Tensor ids);

    /// Returns the input of the first block, in `layout`: [M, T, D] or [K, D].
    abstract Tensor embed(Tensor ids, @Nullable Tensor types, TokenLayout layout, boolean training);

    /// Computes block `number` with or without gradients: states in `layout` to states in `layout`.
    abstract Tensor block(int number, Tensor states, TokenLayout layout, boolean training, @Nullable Trace trace);

    /// Computes the layers after the blocks.
    ///
    /// @param states [M, T, D]
    abstract EncoderStates finish(Tensor states, Start start);

    /// Whether the vector of a text is the state of one of its tokens.
    abstract boolean poolsOneToken();

    /// Computes the pooled vectors [M, D] from the input [M, T, D] of the last block, for one token per text.
    abstract Tensor pooledFrom(Tensor states, Start start, boolean training);

    abstract boolean isTrained(String name);

    private Start start(TextInput input, boolean training) {
        int first = depth.firstBlock(input.stage());
        return switch (input) {
            case TextInput.Tokens(Tensor ids, Tensor mask, Tensor types) -> {
                TokenLayout layout = layout(mask, ids, training);
                yield new Start(embed(ids, types, layout, training), layout, ids, mask, first);
            }
            case TextInput.FrozenStates(Tensor states, Tensor ids, Tensor mask) -> {
                TokenLayout layout = layout(mask, ids, training);
                yield new Start(layout.packed(states, mask), layout, ids, mask, first);
            }
            case TextInput.Pooled _ -> throw new IllegalArgumentException("pooled vectors have no token states");
        };
    }

    private TokenLayout layout(@Nullable Tensor mask, Tensor ids, boolean training) {
        TokenLayout layout = layout(TokenLayout.of(mask), ids);
        return training && !isDeterministic() ? layout.forDropout() : layout;
    }

    private EncoderStates whole(Start start, boolean training, @Nullable Trace trace) {
        return finish(start.layout.pad(run(start, config.layers(), training, trace)), start);
    }

    // States after the first `count` blocks, in the layout of the start.
    @SuppressWarnings("ReferenceEquality") // the tensor itself
    private Tensor run(Start start, int count, boolean training, @Nullable Trace trace) {
        if (trace != null) {
            return traced(start, count, training, trace);
        }
        Tensor states = start.states;
        for (int i = start.block; i < count; i++) {
            int number = i;
            boolean frozen = depth.isFrozenBlock(i);
            Tensor input = states;
            states = ModelPart.evaluate(frozen, () -> block(number, input, start.layout, training && !frozen, null));
            if (input != start.states) {
                input.close();
            }
        }
        return states;
    }

    private Tensor traced(Start start, int count, boolean training, Trace trace) {
        Tensor states = start.states;
        trace.hiddenState(states);
        for (int i = start.block; i < count; i++) {
            boolean frozen = depth.isFrozenBlock(i);
            try (var _ = Gradients.disabledIf(frozen)) {
                states = block(i, states, start.layout, training && !frozen, trace);
            }
            trace.hiddenState(states);
        }
        return states;
    }
}
