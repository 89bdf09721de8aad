package dev.diptych.evaluate.classification;

import dev.diptych.evaluate.retrieval.Embedder;
import dev.diptych.evaluate.retrieval.Embeddings;
import dev.diptych.evaluate.retrieval.Retrieval;
import dev.diptych.evaluate.retrieval.TopMatches;
import dev.diptych.torch.Gradients;
import dev.diptych.torch.Operators;
import dev.diptych.torch.Precision;
import dev.diptych.torch.TensorScope;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/// Zero-shot classification (Radford et al., 2021): an image is assigned to the class with the most similar mean
/// prompt embedding. Ties and NaN count against the model, so a constant model gets 0 %.
public final class ZeroShot {

    private ZeroShot() {}

    /// @param images [N, P] float32 of unit length
    /// @param classEmbeddings [C, P] float32 of unit length
    /// @param labels the class of each image
    public static ClassificationResult evaluate(Tensor images, Tensor classEmbeddings, int[] labels) {
        // Classes take the role of images in text-to-image retrieval, images that of texts.
        int[] ranks =
                Retrieval.ranks(new Embeddings(classEmbeddings, images, labels)).textToImage();
        return new ClassificationResult(ranks, labels, Math.toIntExact(classEmbeddings.size(0)));
    }

    /// The class with the highest score of each image.
    ///
    /// @param images [N, P] float32 of unit length
    /// @param classEmbeddings [C, P] float32 of unit length
    public static int[] predictions(Tensor images, Tensor classEmbeddings) {
        return Arrays.stream(TopMatches.of(images, classEmbeddings, 1).indices())
                .mapToInt(best -> best[0])
                .toArray();
    }

    /// One vector per class, [C, P] of unit length, in the enclosing scope: the normalised mean of its prompt
    /// embeddings.
    public static Tensor classEmbeddings(Embedder embedder, List<String> classes, PromptTemplates templates) {
        try (var scope = TensorScope.open();
                var _ = Gradients.disabled();
                var _ = Precision.FP32.enter()) {
            List<Tensor> means = new ArrayList<>();
            for (String name : classes) {
                try (var inner = TensorScope.open()) {
                    Tensor prompts = embedder.embedTexts(templates.of(name)); // [K, P]
                    means.add(inner.keep(Operators.mean(prompts, 0, true))); // [1, P]
                }
            }
            return scope.keep(Operators.normalise(Operators.concatenate(0, means.toArray(new Tensor[0]))));
        }
    }
}
