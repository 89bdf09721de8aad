package dev.diptych.model;

import dev.diptych.model.layer.ParameterSource;
import dev.diptych.model.layer.TokenLayout;
import dev.diptych.model.layer.Trace;
import dev.diptych.torch.Gradients;
import dev.diptych.torch.Inference;
import dev.diptych.torch.PackedParameter;
import java.util.List;
import java.util.SequencedMap;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/// A transformer over the tokens of texts: embeddings, blocks, and one vector a text out of the states.
///
/// Dropout is active in the trained part alone, and only when training; it draws from libtorch's generator.
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

    /// How much of this tower is frozen.
    public final FrozenPrefix depth() {
        return depth;
    }

    public final TextConfig config() {
        return config;
    }

    /// The named parameters, without the prefix that a checkpoint puts before them.
    public abstract SequencedMap<String, Tensor> parameters();

    /// The parameters that are parts of one tensor.
    public abstract List<PackedParameter> packedParameters();

    /// Says which part is trained; the rest takes no gradient and no dropout from then on.
    public final void train(Trainable trainable) {
        depth = FrozenPrefix.of(trainable, config.layers(), "text");
        parameters().forEach((name, parameter) -> parameter.requires_grad_(isTrained(name)));
    }

    /// Whether equal texts get equal vectors in training too: no dropout is active in a trained part.
    public final boolean isDeterministic() {
        return !config.drops() || depth.frozenHead();
    }

    /// Computes every position, padding too, as the peers do; what stands at padding is meaningless.
    ///
    /// @param ids int64 [M, T]
    /// @param mask int64 [M, T], 1 at tokens, 0 at padding; null where nothing is padding
    /// @param types int64 [M, T], the segment of each token; null for segment 0 throughout
    /// @param training whether dropout is active
    /// @return states [M, T, D] and pooled [M, D]
    /// @throws dev.diptych.base.InvalidInputException for segments that the tower does not have
    public final EncoderStates forward(
            Tensor ids, @Nullable Tensor mask, @Nullable Tensor types, boolean training, @Nullable Trace trace) {
        TokenLayout layout = layout(TokenLayout.padded(mask), ids);
        return whole(new Start(embed(ids, types, layout, training), layout, ids, mask, 0), training, trace);
    }

    /// What [#forward] gives, with nothing spent on padding, where the states mean nothing.
    ///
    /// @throws IllegalArgumentException for pooled vectors, which have no states
    public final EncoderStates encode(TextInput input, boolean training) {
        return whole(start(input, training), training, null);
    }

    /// The pooled vectors [M, D] alone; where they come from one token, the last block is computed for it only.
    public final Tensor pooled(TextInput input, boolean training) {
        if (input instanceof TextInput.Pooled pooled) {
            return pooled.vectors();
        }
        return Inference.evaluate(depth.frozenHead(), () -> pooledStates(input, training));
    }

    private Tensor pooledStates(TextInput input, boolean training) {
        int last = config.layers() - 1;
        Start start = start(input, training);
        if (!poolsOneToken() || start.block > last) {
            return whole(start, training, null).pooled();
        }
        Tensor states = start.layout.spread(run(start, last, training, null)); // [M, T, D]
        return pooledFrom(states, start, training);
    }

    /// What the frozen part, which holds the embeddings at least, makes of texts: [K, D], the K tokens that are not
    /// padding one after another.
    public final Tensor trunk(TextInput.Tokens input) {
        return Inference.evaluate(true, () -> {
            Tensor states = run(start(input, false), depth.blockAfterTrunk(), false, null);
            return states.reshape(-1, config.hiddenSize()); // [K, D]
        });
    }

    /// Where the blocks take over.
    ///
    /// @param states the input of block `block`, in `layout`
    /// @param mask int64 [M, T]; null where nothing is padding
    /// @param block the first block that is still to be computed
    record Start(
            Tensor states,
            TokenLayout layout,
            Tensor ids,
            @Nullable Tensor mask,
            int block) {}

    /// The layout with what this tower's tokens may look at.
    abstract TokenLayout layout(TokenLayout layout, Tensor ids);

    /// The input of the first block, in `layout`: [M, T, D] or [K, D].
    abstract Tensor embed(Tensor ids, @Nullable Tensor types, TokenLayout layout, boolean training);

    /// Block `number` with or without gradient: states in `layout` to states in `layout`.
    abstract Tensor block(int number, Tensor states, TokenLayout layout, boolean training, @Nullable Trace trace);

    /// What follows the blocks.
    ///
    /// @param states [M, T, D]
    abstract EncoderStates finish(Tensor states, Start start);

    /// Whether a text's vector is that of one of its tokens.
    abstract boolean poolsOneToken();

    /// The pooled vectors [M, D] from the input [M, T, D] of the last block, which is computed for one token a text.
    abstract Tensor pooledFrom(Tensor states, Start start, boolean training);

    abstract boolean isTrained(String name);

    private Start start(TextInput input, boolean training) {
        return switch (input) {
            case TextInput.Tokens(Tensor ids, Tensor mask, Tensor types) -> {
                TokenLayout layout = layout(TokenLayout.of(mask), ids);
                yield new Start(embed(ids, types, layout, training), layout, ids, mask, 0);
            }
            case TextInput.Trunk(Tensor states, Tensor ids, Tensor mask) -> {
                TokenLayout layout = layout(TokenLayout.of(mask), ids);
                yield new Start(layout.packed(states, mask), layout, ids, mask, depth.blockAfterTrunk());
            }
            case TextInput.Pooled _ -> throw new IllegalArgumentException("pooled vectors have no token states");
        };
    }

    private EncoderStates whole(Start start, boolean training, @Nullable Trace trace) {
        return finish(start.layout.spread(run(start, config.layers(), training, trace)), start);
    }

    // The states after the first `count` blocks, in the layout of the start.
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
            states = Inference.evaluate(frozen, () -> block(number, input, start.layout, training && !frozen, null));
            if (input != start.states) {
                Inference.free(frozen, input);
            }
        }
        return states;
    }

    private Tensor traced(Start start, int count, boolean training, Trace trace) {
        Tensor states = start.states;
        trace.hiddenState(states);
        for (int i = start.block; i < count; i++) {
            boolean frozen = depth.isFrozenBlock(i);
            try (var _ = Gradients.unless(frozen)) {
                states = block(i, states, start.layout, training && !frozen, trace);
            }
            trace.hiddenState(states);
        }
        return states;
    }
}
