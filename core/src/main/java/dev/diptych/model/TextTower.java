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

    /// @param ids int64 [M, T]
    /// @param mask int64 [M, T], 1 at tokens, 0 at padding; null where nothing is padding
    /// @param types int64 [M, T], the segment of each token; null for segment 0 throughout
    /// @param training whether dropout is active
    /// @return states [M, T, D] (meaningless at padding) and pooled [M, D]
    public TowerOutput forward(
            Tensor ids, @Nullable Tensor mask, @Nullable Tensor types, boolean training, @Nullable Trace trace) {
        Tensor states = prefix(ids, mask, types, blocks.size(), training, trace);
        return new TowerOutput(states, pool(states, mask));
    }

    /// The pooled vectors [M, D] alone; where they come from the first token, the last block is computed for it only.
    public Tensor pooled(Tensor ids, @Nullable Tensor mask, @Nullable Tensor types, boolean training) {
        return switch (config.pooling()) {
            case MEAN -> forward(ids, mask, types, training, null).pooled();
            case POOLER, FIRST -> {
                int last = blocks.size() - 1;
                boolean frozen = depth.isFrozenBlock(last);
                Tensor states = prefix(ids, mask, types, last, training, null); // [M, T, D]
                try (var _ = Gradients.unless(frozen)) {
                    states = blocks.get(last).applyToFirst(states, attended(mask), dropout(training && !frozen));
                }
                yield pool(states, null); // of [M, 1, D]
            }
        };
    }

    // The states after the first `count` blocks: [M, T, D].
    private Tensor prefix(
            Tensor ids,
            @Nullable Tensor mask,
            @Nullable Tensor types,
            int count,
            boolean training,
            @Nullable Trace trace) {
        Tensor attended = attended(mask);
        Tensor states;
        try (var _ = Gradients.unless(depth.frozenEmbeddings())) {
            states = embed(ids, types, dropout(training && !depth.frozenEmbeddings()));
        }
        if (trace != null) {
            trace.hiddenState(states);
        }
        for (int i = 0; i < count; i++) {
            boolean frozen = depth.isFrozenBlock(i);
            try (var _ = Gradients.unless(frozen)) {
                states = blocks.get(i).apply(states, attended, dropout(training && !frozen), trace);
            }
            if (trace != null) {
                trace.hiddenState(states);
            }
        }
        return states;
    }

    // Boolean [M, 1, 1, T], true at tokens that are not padding.
    private static @Nullable Tensor attended(@Nullable Tensor mask) {
        return mask == null ? null : Operators.isNonzero(mask).view(mask.size(0), 1, 1, mask.size(1));
    }

    private Tensor embed(Tensor ids, @Nullable Tensor types, PostNormBlock.Dropout dropout) {
        Tensor places = positions.narrow(0, 0, ids.size(1)); // [T, D]
        Tensor segments =
                types == null ? tokenTypes.select(0, 0) : Operators.embedding(tokenTypes, types); // [D] or [M, T, D]
        Tensor sum = Operators.embedding(words, ids).add(segments).add(places); // [M, T, D]
        return Operators.dropout(embeddingNorm.apply(sum), dropout.hidden());
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
