package dev.diptych.audit;

import dev.diptych.InvalidInputException;
import dev.diptych.data.BatchStream;
import dev.diptych.data.EvaluationLoader;
import dev.diptych.data.ImageBatch;
import dev.diptych.data.ModelInput;
import dev.diptych.data.Pairs;
import dev.diptych.data.TextBatch;
import dev.diptych.evaluate.Embedder;
import dev.diptych.model.DualEncoder;
import dev.diptych.model.ImageInput;
import dev.diptych.model.TextInput;
import dev.diptych.torch.Gradients;
import dev.diptych.torch.Operators;
import dev.diptych.torch.TensorScope;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;

/// What the two towers make of a data set, before their projections.
///
/// @param image float32 [N, Dv]
/// @param text float32 [M, Dt]
record PooledFeatures(Tensor image, Tensor text) {

    /// Features of readable images and of their captions, in the enclosing scope.
    static PooledFeatures of(Embedder embedder, Pairs readable) {
        try (var scope = TensorScope.open();
                var _ = Gradients.disabled()) {
            ModelInput input = embedder.inputs().of(readable);
            Tensor image = images(embedder, readable, input);
            if (image.size(0) != readable.images().size()) {
                throw new InvalidInputException("images have become unreadable since they were looked at; start again");
            }
            List<Tensor> texts = new ArrayList<>();
            int done = 0;
            DualEncoder encoder = embedder.model().encoder();
            var loader = new EvaluationLoader(readable, input, embedder.loading());
            try (BatchStream<TextBatch> stream = loader.captions(embedder.batch())) {
                while (stream.hasNext()) {
                    embedder.watch().at("captions", done, readable.captions().size());
                    try (TextBatch next = stream.next();
                            var inner = TensorScope.open();
                            var _ = embedder.precision().enter()) {
                        Tensor pooled =
                                encoder.text().pooled(TextInput.of(next.tokens(), next.rows()), false); // [B, Dt]
                        texts.add(inner.keep(Operators.toFloat(pooled)));
                        done += next.tokens().size();
                    }
                }
            }
            Tensor text = Operators.concatenate(0, texts.toArray(new Tensor[0]));
            return new PooledFeatures(scope.keep(image), scope.keep(text));
        }
    }

    /// Features of readable images alone, in the enclosing scope: [N, Dv].
    static Tensor images(Embedder embedder, Pairs readable) {
        return images(embedder, readable, embedder.inputs().of(readable));
    }

    private static Tensor images(Embedder embedder, Pairs readable, ModelInput input) {
        try (var scope = TensorScope.open();
                var _ = Gradients.disabled()) {
            List<Tensor> images = new ArrayList<>();
            int done = 0;
            DualEncoder encoder = embedder.model().encoder();
            var loader = new EvaluationLoader(readable, input, embedder.loading());
            try (BatchStream<ImageBatch> stream = loader.images(embedder.batch())) {
                while (stream.hasNext()) {
                    embedder.watch().at("images", done, readable.images().size());
                    try (ImageBatch next = stream.next();
                            var inner = TensorScope.open();
                            var _ = embedder.precision().enter()) {
                        Tensor pooled = encoder.vision().pooled(ImageInput.of(next.rows())); // [B, Dv]
                        images.add(inner.keep(Operators.toFloat(pooled)));
                        done += next.images().length;
                    }
                }
            }
            return scope.keep(Operators.concatenate(0, images.toArray(new Tensor[0])));
        }
    }

    /// The model's own embeddings: both matrices through its projections, rows of length 1.
    Space project(DualEncoder encoder) {
        return new Space(
                project(image, encoder, "visual_projection.weight"), project(text, encoder, "text_projection.weight"));
    }

    /// Some rows of both.
    PooledFeatures rows(int[] images, int[] texts) {
        return new PooledFeatures(Space.rows(image, images), Space.rows(text, texts));
    }

    /// All numbers from 0 on.
    static int[] all(long count) {
        return IntStream.range(0, Math.toIntExact(count)).toArray();
    }

    private static Tensor project(Tensor pooled, DualEncoder encoder, String name) {
        Tensor weight = Objects.requireNonNull(encoder.projections().get(name));
        return Operators.normalise(Operators.linear(pooled, weight, null)); // [B, P]
    }
}
