package dev.diptych.train.internal.step;

import dev.diptych.base.RandomKey;
import dev.diptych.data.batch.Batch;
import dev.diptych.model.DualEncoder;
import dev.diptych.model.ImageInput;
import dev.diptych.model.TextConfig;
import dev.diptych.model.TextInput;
import dev.diptych.model.VisionConfig;
import dev.diptych.text.TokenBatch;
import dev.diptych.torch.Gradients;
import dev.diptych.torch.Libtorch;
import dev.diptych.torch.Precision;
import dev.diptych.torch.Tensors;
import dev.diptych.train.objective.Features;
import dev.diptych.train.objective.Pairing;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The first part of a step: from a batch to features.
///
/// Without chunks, a batch is encoded once and its graph is kept. With a chunk size, it is encoded chunk by chunk
/// without a graph and encoded again, from the same random state, when the gradient is pulled back: exact, with the
/// memory of one chunk. Stateless: an encoded batch is represented by its [Encoding].
public final class BatchEncoder {

    private final DualEncoder model;
    private final boolean withTokens;
    private final Precision precision;
    private final int chunk;

    /// @param withTokens whether an objective requires token states
    /// @param chunk number of images or texts encoded at a time; null for the whole batch
    public BatchEncoder(DualEncoder model, boolean withTokens, Precision precision, @Nullable Integer chunk) {
        this.model = model;
        this.withTokens = withTokens;
        this.precision = precision;
        this.chunk = chunk == null ? Integer.MAX_VALUE : chunk;
    }

    /// Encodes a batch, which must remain open as long as the encoding. The features are leaves in
    /// the currently open scope.
    ///
    /// @param key random key of this step
    Encoding encode(Batch batch, RandomKey key) {
        TextInput all = TextInput.of(batch.texts(), batch.textRows());
        DistinctTexts distinct = distinct(all, batch);
        List<EncodedSide.Chunk> imageChunks = imageChunks(batch);
        List<EncodedSide.Chunk> textChunks =
                textChunks(distinct.select(all), distinct.count(), batch.texts().length(), key.with("dropout"));
        boolean keepsGraph = imageChunks.size() == 1 && textChunks.size() == 1;
        EncodedSide images = EncodedSide.of(imageChunks, keepsGraph);
        EncodedSide texts = EncodedSide.of(textChunks, keepsGraph);
        precision.forgetCasts();
        Features features = new Features(
                Gradients.leaf(images.embeddings()), // [N, P]
                Gradients.leaf(distinct.spread(texts.embeddings())), // [M, P]
                new Pairing(batch.imageCount(), batch.imageOfText(), batch.captionGroup()),
                model.logitScale(),
                withTokens ? tokens(images, texts, distinct, batch.texts()) : null,
                key);
        return new Encoding(features, images, texts, distinct, precision);
    }

    private static Features.TokenStates tokens(
            EncodedSide images, EncodedSide texts, DistinctTexts distinct, TokenBatch ids) {
        return new Features.TokenStates(
                Gradients.leaf(Objects.requireNonNull(images.states())), // [N, T, D]
                Gradients.leaf(distinct.spread(Objects.requireNonNull(texts.states()))), // [M, S, D]
                Tensors.mask(ids.mask(), ids.size(), ids.length()));
    }

    private List<EncodedSide.Chunk> imageChunks(Batch batch) {
        VisionConfig config = model.config().vision();
        return chunks(
                batch.imageCount(),
                product(config.tokens(), config.hiddenSize(), config.intermediateSize()),
                (from, count) -> () -> inPrecision(
                        () -> model.encodeImages(ImageInput.of(batch.imageRows(), from, count), withTokens)));
    }

    private List<EncodedSide.Chunk> textChunks(TextInput texts, int textCount, int length, RandomKey key) {
        TextConfig config = model.config().text();
        long product = product(length, config.hiddenSize(), config.intermediateSize());
        return chunks(textCount, product, (from, count) -> () -> {
            Libtorch.seed(key.with(from));
            return inPrecision(() -> model.encodeTexts(texts.rows(from, count), true, withTokens));
        });
    }

    /// Encodes `count` rows from row `from`.
    private interface Rows {
        Supplier<DualEncoder.Encoded> encoder(int from, int count);
    }

    // Multiply-adds of the MLP's product for the tokens of one row.
    private static long product(long tokens, long width, long intermediate) {
        return tokens * width * intermediate;
    }

    private List<EncodedSide.Chunk> chunks(int size, long productOfRow, Rows rows) {
        List<EncodedSide.Chunk> all = new ArrayList<>();
        int step = Math.min(chunk, size);
        for (int from = 0; from < size; from += step) {
            int count = Math.min(step, size - from);
            all.add(new EncodedSide.Chunk(from, count, count * productOfRow, rows.encoder(from, count)));
        }
        return all;
    }

    private DualEncoder.Encoded inPrecision(Supplier<DualEncoder.Encoded> work) {
        try (var _ = precision.enterKeepingCasts()) {
            return work.get();
        }
    }

    // Equal texts are encoded once if there is no dropout.
    private DistinctTexts distinct(TextInput texts, Batch batch) {
        return texts instanceof TextInput.Tokens && model.text().isDeterministic()
                ? DistinctTexts.of(batch.captionGroup())
                : DistinctTexts.all(batch.textCount());
    }
}
