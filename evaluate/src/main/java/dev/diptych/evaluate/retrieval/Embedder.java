package dev.diptych.evaluate.retrieval;

import dev.diptych.base.ProgressListener;
import dev.diptych.data.Caption;
import dev.diptych.data.Pairs;
import dev.diptych.data.SkippedImages;
import dev.diptych.data.batch.ImagePreparation;
import dev.diptych.data.batch.LoaderSettings;
import dev.diptych.data.batch.ModelInput;
import dev.diptych.data.batch.TextRows;
import dev.diptych.model.ImageTextModel;
import dev.diptych.model.embed.EmbeddingEngine;
import dev.diptych.model.embed.EncoderOutput;
import dev.diptych.model.embed.MemorySink;
import dev.diptych.torch.Precision;
import dev.diptych.torch.TensorScope;
import java.util.EnumSet;
import java.util.List;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;

/// Runs a model over whole data sets, without gradients and without dropout.
///
/// @param batch number of images or texts encoded at a time
/// @param loading threads and error tolerance of the loader
/// @param inputs inputs of the encoders for a data set
/// @param watch notified before each batch
public record Embedder(
        ImageTextModel model,
        int batch,
        LoaderSettings loading,
        Precision precision,
        Inputs inputs,
        ProgressListener watch) {

    /// Inputs of the encoders for a data set: pixels and tokens, or cached features.
    @FunctionalInterface
    public interface Inputs {
        ModelInput of(Pairs pairs);
    }

    /// From pixels and tokens.
    public Embedder(ImageTextModel model, int batch, LoaderSettings loading, Precision precision) {
        this(model, batch, loading, precision, ProgressListener.nobody());
    }

    /// From pixels and tokens, with progress.
    public Embedder(
            ImageTextModel model, int batch, LoaderSettings loading, Precision precision, ProgressListener watch) {
        this(
                model,
                batch,
                loading,
                precision,
                pairs -> ModelInput.plain(
                        pairs,
                        ImagePreparation.plain(model.processor()),
                        model.textPreparation(),
                        loading.cacheBytes()),
                watch);
    }

    /// The data set of embeddings, for reading it again.
    ///
    /// @param pairs data set including unreadable images
    /// @param images `[N]` the indices in `pairs` of the readable images
    record Source(Pairs pairs, ModelInput input, int[] images) {}

    /// @param pairs data set without unreadable images
    /// @param embeddings embeddings of `pairs`, allocated in the enclosing scope
    /// @param skipped images that could not be read
    public record Embedded(Pairs pairs, Embeddings embeddings, List<SkippedImages.Skipped> skipped) {}

    /// Embeds all images and captions. Memory is O((N + M)·P).
    public Embedded embed(Pairs pairs) {
        return embed(pairs, inputs.of(pairs)).embedded();
    }

    /// The result of [#embed(Pairs)] with its source.
    public Reread embed(Pairs pairs, ModelInput input) {
        try (var scope = TensorScope.open()) {
            EmbeddingEngine engine = engine();
            MemorySink vision = new MemorySink();
            var result = engine.images(pairs, input, EnumSet.of(EncoderOutput.EMBEDDING), vision);
            int[] readable = vision.items();
            Pairs kept = pairs.select(readable);
            MemorySink text = new MemorySink();
            engine.texts(
                    "captions", texts(kept), input.tokens(), input.texts(), EnumSet.of(EncoderOutput.EMBEDDING), text);
            Embeddings embeddings = new Embeddings(
                    scope.keep(vision.rows(EncoderOutput.EMBEDDING)),
                    scope.keep(text.rows(EncoderOutput.EMBEDDING)),
                    kept.imageOfCaption(),
                    groups(kept));
            return new Reread(new Embedded(kept, embeddings, result.skipped()), new Source(pairs, input, readable));
        }
    }

    /// Embeddings and their source.
    public record Reread(Embedded embedded, Source source) {}

    /// Embeds texts that are not in a data set: [M, P], in the enclosing scope.
    public Tensor embedTexts(List<String> texts) {
        try (var scope = TensorScope.open()) {
            MemorySink sink = new MemorySink();
            engine().texts(
                            "texts",
                            texts,
                            model.textPreparation(),
                            TextRows.NONE,
                            EnumSet.of(EncoderOutput.EMBEDDING),
                            sink);
            return scope.keep(sink.rows(EncoderOutput.EMBEDDING));
        }
    }

    /// The engine of this embedder.
    public EmbeddingEngine engine() {
        return new EmbeddingEngine(model.encoder(), batch, loading, precision, watch);
    }

    private static int[] groups(Pairs pairs) {
        return IntStream.range(0, pairs.captions().size())
                .map(pairs::captionGroup)
                .toArray();
    }

    private static List<String> texts(Pairs pairs) {
        return pairs.captions().stream().map(Caption::text).toList();
    }
}
