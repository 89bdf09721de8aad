package dev.diptych.model;

import dev.diptych.model.layer.Initialization;
import dev.diptych.model.layer.LayerNorm;
import dev.diptych.model.layer.Linear;
import dev.diptych.model.layer.ParameterMap;
import dev.diptych.model.layer.ParameterSource;
import dev.diptych.model.layer.TokenLayout;
import dev.diptych.model.layer.TokenMean;
import dev.diptych.model.layer.Trace;
import dev.diptych.torch.ModelPart;
import dev.diptych.torch.Operators;
import dev.diptych.torch.PackedParameter;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SequencedMap;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/// BERT (Devlin et al., 2019) and RoBERTa (Liu et al., 2019), with the parameter names and numerics of `BertModel` and
/// `RobertaModel`.
public final class BertEncoder extends TextEncoder {

    private final BertConfig config;
    private final ParameterMap parameters;
    private final Tensor words; // [V, D]
    private final Tensor positions; // [L, D]
    private final Tensor tokenTypes; // [2, D]
    private final LayerNorm embeddingNorm;
    private final List<PostNormBlock> blocks;
    private final @Nullable Linear pooler;

    BertEncoder(BertConfig config, ParameterSource source) {
        super(config);
        this.config = config;
        this.parameters = new ParameterMap(source);
        int width = config.hiddenSize();
        Initialization initial = Initialization.normal(config.initializerRange());
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
        return layout;
    }

    @Override
    Tensor embed(Tensor ids, @Nullable Tensor types, TokenLayout layout, boolean training) {
        boolean frozen = depth().frozenEmbeddings();
        return ModelPart.evaluate(frozen, () -> {
            Tensor segments = types == null
                    ? tokenTypes.select(0, 0) // [D]
                    : Operators.embedding(tokenTypes, layout.unpad(types));
            Tensor places = switch (config.kind()) {
                case BERT -> layout.positions(positions, ids.size(1)); // [T, D] or [K, D]
                case ROBERTA -> Operators.embedding(positions, layout.unpad(countedPlaces(ids)));
            };
            Tensor sum = Operators.sparseEmbedding(words, layout.unpad(ids))
                    .add(segments)
                    .add(places);
            return Operators.dropout(
                    embeddingNorm.apply(sum), dropout(training && !frozen).hidden());
        });
    }

    @Override
    Tensor block(int number, Tensor states, TokenLayout layout, boolean training, @Nullable Trace trace) {
        return blocks.get(number).apply(states, layout, dropout(training), trace);
    }

    @Override
    EncoderStates finish(Tensor states, Start start) {
        return new EncoderStates(states, pool(states, start.mask()));
    }

    @Override
    boolean poolsOneToken() {
        return config.pooling() != TextPooling.MEAN;
    }

    @Override
    Tensor pooledFrom(Tensor states, Start start, boolean training) {
        boolean frozen = depth().isFrozenBlock(blocks.size() - 1);
        Tensor first = ModelPart.evaluate(
                frozen,
                () -> blocks.getLast()
                        .applyToFirst(states, start.layout().attended(), dropout(training && !frozen))); // [M, 1, D]
        return pool(first, null);
    }

    // Position of each token as RoBERTa counts it, int64 [M, T]. Padding is detected by its id, not by the mask.
    private Tensor countedPlaces(Tensor ids) {
        Tensor counted = Operators.differs(ids, config.padId()); // [M, T]
        return Operators.plus(Operators.runningSum(counted, 1).mul(counted), config.padId());
    }

    private Tensor pool(Tensor states, @Nullable Tensor mask) {
        return ModelPart.evaluate(depth().frozenHead(), () -> switch (config.pooling()) {
            case POOLER ->
                Objects.requireNonNull(pooler).apply(states.select(1, 0)).tanh();
            case FIRST -> states.select(1, 0);
            case MEAN -> TokenMean.of(states, mask);
        });
    }

    private PostNormBlock.Dropout dropout(boolean active) {
        return active
                ? new PostNormBlock.Dropout(config.hiddenDropout(), config.attentionDropout())
                : PostNormBlock.Dropout.NONE;
    }

    @Override
    boolean isTrained(String name) {
        if (name.startsWith("encoder.layer.")) {
            int block = Integer.parseInt(name.split("\\.")[2]);
            return !depth().isFrozenBlock(block);
        }
        return name.startsWith("pooler.") ? !depth().frozenHead() : !depth().frozenEmbeddings();
    }
}
