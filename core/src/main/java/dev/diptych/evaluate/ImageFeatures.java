package dev.diptych.evaluate;

import dev.diptych.data.BatchStream;
import dev.diptych.data.EvaluationLoader;
import dev.diptych.data.ImageBatch;
import dev.diptych.data.Pairs;
import dev.diptych.data.SkippedImages;
import dev.diptych.model.ImageInput;
import dev.diptych.torch.Gradients;
import dev.diptych.torch.Operators;
import dev.diptych.torch.TensorScope;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;

/// What the image side alone gives for the images of a data set.
///
/// @param images [N] numbers of the readable images in the data set, ascending
/// @param pooled [N, Dv] float32, the vision tower's pooled vectors, before the projection
/// @param embeddings [N, P] float32 of length 1, after it
/// @param skipped images that could not be read
@SuppressWarnings("ArrayRecordComponent") // read only
record ImageFeatures(int[] images, Tensor pooled, Tensor embeddings, List<SkippedImages.Skipped> skipped) {

    /// Encodes all images of `pairs`; the tensors are made in the enclosing scope.
    static ImageFeatures of(Embedder embedder, Pairs pairs) {
        try (var scope = TensorScope.open();
                var _ = Gradients.disabled()) {
            EvaluationLoader loader =
                    new EvaluationLoader(pairs, embedder.inputs().of(pairs), embedder.loading());
            int done = 0;
            IntStream.Builder readable = IntStream.builder();
            List<Tensor> pooled = new ArrayList<>();
            List<Tensor> embeddings = new ArrayList<>();
            try (BatchStream<ImageBatch> stream = loader.images(embedder.batch())) {
                while (stream.hasNext()) {
                    embedder.watch().at("images", done, pairs.images().size());
                    try (ImageBatch next = stream.next();
                            var inner = TensorScope.open();
                            var _ = embedder.precision().enter()) {
                        var encoder = embedder.model().encoder();
                        Tensor vectors = encoder.vision().pooled(ImageInput.of(next.rows())); // [B, Dv]
                        embeddings.add(inner.keep(encoder.embedPooledImages(vectors)));
                        pooled.add(inner.keep(Operators.toFloat(vectors)));
                        IntStream.of(next.images()).forEach(readable::add);
                        done += next.images().length;
                    }
                }
            }
            return new ImageFeatures(
                    readable.build().toArray(),
                    scope.keep(Operators.concatenate(0, pooled.toArray(new Tensor[0]))),
                    scope.keep(Operators.concatenate(0, embeddings.toArray(new Tensor[0]))),
                    loader.skipped().list());
        }
    }
}
