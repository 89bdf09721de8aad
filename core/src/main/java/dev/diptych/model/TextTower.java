package dev.diptych.model;

import dev.diptych.recipe.Trainable;
import dev.diptych.torch.Gradients;
import dev.diptych.torch.Operators;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SequencedMap;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/// BERT (Devlin et al., 2019), by the names and numerics of `BertModel`.
///
/// Dropout is active in the trained part alone, and only when training; it draws from libtorch's generator.
public final class TextTower {

    private final TextConfig config;
    private final ParameterMap parameters;
    private final Tensor words; // [V, D]
    private final Tensor positions; // [L, D]
    private final Tensor tokenTypes; // [2, D]
    private final LayerNorm embeddingNorm;
    private final List<PostNormBlock> blocks;
    private final @Nullable Linear pooler;
    private TowerDepth depth;

    TextTower(TextConfig config, ParameterSource source) {
        this.config = config;
        this.parameters = new ParameterMap(source);
        int width = config.hiddenSize();
        Initial initial = Initial.normal(config.initializerRange());
        words = parameters.parameter("embeddings.word_embeddings.weight", initial, config.vocabularySize(), width);
        positions = parameters.parameter("embeddings.position_embeddings.weight", initial, config.positions(), width);
        tokenTypes =
                parameters.parameter("embeddings.token_type_embeddings.weight", initial, config.tokenTypes(), width);
        embeddingNorm = LayerNorm.of(parameters, "embeddings.LayerNorm", width, config.layerNormEpsilon());
        blocks = new ArrayList<>();
        for (int i = 0; i < config.layers(); i++) {
            blocks.add(PostNormBlock.of(parameters.under("encoder.layer." + i + "."), config));
        }
        pooler = switch (config.pooling()) {
            case POOLER -> Linear.withBias(parameters, "pooler.dense", width, width, initial);
            case FIRST, MEAN -> null;
        };
        depth = TowerDepth.of(new Trainable.All(), config.layers(), "text");
    }

    /// How much of this tower is frozen.
    public TowerDepth depth() {
        return depth;
    }

    public TextConfig config() {
        return config;
    }

    /// The named parameters, without the prefix that a checkpoint puts before them.
    public SequencedMap<String, Tensor> parameters() {
        return parameters.parameters();
    }

    /// Says which part is trained; the rest takes no gradient and no dropout from then on.
    public void train(Trainable trainable) {
        depth = TowerDepth.of(trainable, config.layers(), "text");
        parameters.parameters().forEach((name, parameter) -> parameter.requires_grad_(isTrained(name)));
    }

    /// Whether equal texts get equal vectors in training too: no dropout is active in a trained part.
    public boolean isDeterministic() {
        boolean dropsNothing = config.hiddenDropout() == 0 && config.attentionDropout() == 0;
        return dropsNothing || depth.frozenHead();
    }

    /// Computes every position, padding too, as the peers do; what stands at padding is meaningless.
    ///
    /// @param ids int64 [M, T]
    /// @param mask int64 [M, T], 1 at tokens, 0 at padding; null where nothing is padding
    /// @param types int64 [M, T], the segment of each token; null for segment 0 throughout
    /// @param training whether dropout is active
    /// @return states [M, T, D] and pooled [M, D]
    public TowerOutput forward(
            Tensor ids, @Nullable Tensor mask, @Nullable Tensor types, boolean training, @Nullable Trace trace) {
        TokenLayout layout = TokenLayout.padded(mask);
        Start start = new Start(embed(ids, types, layout, training), layout, mask, 0);
        return whole(start, training, trace);
    }

    /// What [#forward] gives, with nothing spent on padding, where the states are 0.
    ///
    /// @throws IllegalArgumentException for pooled vectors, which have no states
    public TowerOutput encode(TextInput input, boolean training) {
        return whole(start(input, training), training, null);
    }

    /// The pooled vectors [M, D] alone; where they come from the first token, the last block is computed for it only.
    public Tensor pooled(TextInput input, boolean training) {
        if (input instanceof TextInput.Pooled pooled) {
            return pooled.vectors();
        }
        int last = blocks.size() - 1;
        Start start = start(input, training);
        if (config.pooling() == TextPooling.MEAN || start.block > last) {
            return whole(start, training, null).pooled();
        }
        Tensor states = run(start, last, training, null);
        boolean frozen = depth.isFrozenBlock(last);
        try (var _ = Gradients.unless(frozen)) {
            Tensor spread = start.layout.spread(states); // [M, T, D]
            states = blocks.get(last)
                    .applyToFirst(spread, start.layout.attended(), dropout(training && !frozen)); // [M, 1, D]
        }
        return pool(states, null);
    }

    /// What the frozen part, which holds the embeddings at least, makes of texts: [K, D], the K tokens that are not
    /// padding one after another.
    public Tensor trunk(TextInput.Tokens input) {
        Start start = start(input, false);
        Tensor states = run(start, depth.blockAfterTrunk(), false, null);
        return states.reshape(-1, config.hiddenSize()); // [K, D]
    }

    // Where the blocks take over: their input in `layout`, and the first of them that is still to be computed.
    private record Start(
            Tensor states, TokenLayout layout, @Nullable Tensor mask, int block) {}

    private Start start(TextInput input, boolean training) {
        return switch (input) {
            case TextInput.Tokens(Tensor ids, Tensor mask, Tensor types) -> {
                TokenLayout layout = TokenLayout.of(mask);
                yield new Start(embed(ids, types, layout, training), layout, mask, 0);
            }
            case TextInput.Trunk(Tensor states, Tensor mask) -> {
                TokenLayout layout = TokenLayout.of(mask);
                yield new Start(layout.packed(states, mask), layout, mask, depth.blockAfterTrunk());
            }
            case TextInput.Pooled _ -> throw new IllegalArgumentException("pooled vectors have no token states");
        };
    }

    private TowerOutput whole(Start start, boolean training, @Nullable Trace trace) {
        Tensor states = start.layout.spread(run(start, blocks.size(), training, trace)); // [M, T, D]
        return new TowerOutput(states, pool(states, start.mask));
    }

    // The states after the first `count` blocks, in the layout of the start.
    private Tensor run(Start start, int count, boolean training, @Nullable Trace trace) {
        Tensor states = start.states;
        if (trace != null) {
            trace.hiddenState(states);
        }
        for (int i = start.block; i < count; i++) {
            boolean frozen = depth.isFrozenBlock(i);
            try (var _ = Gradients.unless(frozen)) {
                states = blocks.get(i).apply(states, start.layout, dropout(training && !frozen), trace);
            }
            if (trace != null) {
                trace.hiddenState(states);
            }
        }
        return states;
    }

    // In `layout`: [M, T, D] or [K, D].
    private Tensor embed(Tensor ids, @Nullable Tensor types, TokenLayout layout, boolean training) {
        boolean frozen = depth.frozenEmbeddings();
        try (var _ = Gradients.unless(frozen)) {
            Tensor segments = types == null
                    ? tokenTypes.select(0, 0) // [D]
                    : Operators.embedding(tokenTypes, layout.gather(types));
            Tensor places = switch (layout) {
                case TokenLayout.Padded _ -> positions.narrow(0, 0, ids.size(1)); // [T, D]
                case TokenLayout.Packed packed -> Operators.embedding(positions, packed.columns()); // [K, D]
            };
            Tensor sum =
                    Operators.embedding(words, layout.gather(ids)).add(segments).add(places);
            return Operators.dropout(
                    embeddingNorm.apply(sum), dropout(training && !frozen).hidden());
        }
    }

    private Tensor pool(Tensor states, @Nullable Tensor mask) {
        try (var _ = Gradients.unless(depth.frozenHead())) {
            return switch (config.pooling()) {
                case POOLER ->
                    Objects.requireNonNull(pooler).apply(states.select(1, 0)).tanh();
                case FIRST -> states.select(1, 0);
                case MEAN -> TokenMean.of(states, mask);
            };
        }
    }

    private PostNormBlock.Dropout dropout(boolean active) {
        return active
                ? new PostNormBlock.Dropout(config.hiddenDropout(), config.attentionDropout())
                : PostNormBlock.Dropout.NONE;
    }

    private boolean isTrained(String name) {
        if (name.startsWith("encoder.layer.")) {
            int block = Integer.parseInt(name.split("\\.")[2]);
            return !depth.isFrozenBlock(block);
        }
        return name.startsWith("pooler.") ? !depth.frozenHead() : !depth.frozenEmbeddings();
    }
}
