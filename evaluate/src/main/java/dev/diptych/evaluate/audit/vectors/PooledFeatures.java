package dev.diptych.evaluate.audit.vectors;

import dev.diptych.base.InvalidInputException;
import dev.diptych.data.Caption;
import dev.diptych.data.Pairs;
import dev.diptych.data.batch.ModelInput;
import dev.diptych.evaluate.retrieval.Embedder;
import dev.diptych.model.DualEncoder;
import dev.diptych.model.embed.EncoderOutput;
import dev.diptych.model.embed.MemorySink;
import dev.diptych.torch.TensorScope;
import java.util.EnumSet;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/// Pooled features of the two encoders for a data set, before the projections.
///
/// @param image float32 [N, Dv]
/// @param text float32 [M, Dt]
record PooledFeatures(Tensor image, Tensor text) {

    /// Features of readable images and of their captions, in the enclosing scope.
    static PooledFeatures of(Embedder embedder, Pairs readable) {
        try (var scope = TensorScope.open()) {
            ModelInput input = embedder.inputs().of(readable);
            Tensor image = images(embedder, readable, input);
            if (image.size(0) != readable.images().size()) {
                throw new InvalidInputException("images became unreadable during the audit; start again");
            }
            MemorySink texts = new MemorySink();
            List<String> captions =
                    readable.captions().stream().map(Caption::text).toList();
            embedder.engine()
                    .texts(
                            "captions",
                            captions,
                            input.tokens(),
                            input.texts(),
                            EnumSet.of(EncoderOutput.POOLED),
                            texts);
            return new PooledFeatures(scope.keep(image), scope.keep(texts.rows(EncoderOutput.POOLED)));
        }
    }

    /// Features of readable images alone, in the enclosing scope: [N, Dv].
    static Tensor images(Embedder embedder, Pairs readable) {
        return images(embedder, readable, embedder.inputs().of(readable));
    }

    private static Tensor images(Embedder embedder, Pairs readable, ModelInput input) {
        try (var scope = TensorScope.open()) {
            MemorySink images = new MemorySink();
            embedder.engine().images(readable, input, EnumSet.of(EncoderOutput.POOLED), images);
            return scope.keep(images.rows(EncoderOutput.POOLED));
        }
    }

    /// The model's own embeddings: both matrices after its projections, rows of unit length.
    EmbeddingPair project(DualEncoder encoder) {
        return new EmbeddingPair(encoder.embedPooledImages(image), encoder.embedPooledTexts(text));
    }

    /// Some rows of both.
    PooledFeatures rows(int[] images, int[] texts) {
        return new PooledFeatures(EmbeddingPair.rows(image, images), EmbeddingPair.rows(text, texts));
    }
}
