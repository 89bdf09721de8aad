package dev.diptych.evaluate.classification;

import dev.diptych.data.Pairs;
import dev.diptych.data.SkippedImages;
import dev.diptych.evaluate.retrieval.Embedder;
import dev.diptych.model.embed.EncoderOutput;
import dev.diptych.model.embed.MemorySink;
import dev.diptych.torch.TensorScope;
import java.util.EnumSet;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/// Features of the image encoder for the images of a data set.
///
/// @param images `[N]` indices of the readable images in the data set, ascending
/// @param pooled [N, Dv] float32, pooled vectors of the image encoder, before the projection
/// @param embeddings [N, P] float32 of unit length, after it
/// @param skipped images that could not be read
@SuppressWarnings("ArrayRecordComponent") // read only
public record ImageFeatures(int[] images, Tensor pooled, Tensor embeddings, List<SkippedImages.Skipped> skipped) {

    /// Encodes all images of `pairs`; the tensors are made in the enclosing scope.
    public static ImageFeatures of(Embedder embedder, Pairs pairs) {
        try (var scope = TensorScope.open()) {
            MemorySink sink = new MemorySink();
            var result = embedder.engine()
                    .images(
                            pairs,
                            embedder.inputs().of(pairs),
                            EnumSet.of(EncoderOutput.POOLED, EncoderOutput.EMBEDDING),
                            sink);
            return new ImageFeatures(
                    sink.items(),
                    scope.keep(sink.rows(EncoderOutput.POOLED)),
                    scope.keep(sink.rows(EncoderOutput.EMBEDDING)),
                    result.skipped());
        }
    }
}
