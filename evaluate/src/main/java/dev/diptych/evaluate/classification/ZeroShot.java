package dev.diptych.evaluate.classification;

import dev.diptych.evaluate.retrieval.Embedder;
import dev.diptych.evaluate.retrieval.Embeddings;
import dev.diptych.evaluate.retrieval.Retrieval;
import dev.diptych.torch.Gradients;
import dev.diptych.torch.Operators;
import dev.diptych.torch.Precision;
import dev.diptych.torch.TensorScope;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/// Classification by the names of classes alone (Radford et al., 2021): an image is given the class whose prompts'
/// mean embedding is most alike. Ties and NaN count against the model, so one that says always the same gets 0 %.
public final class ZeroShot {

    private ZeroShot() {}

    /// @param images [N, P] float32 of length 1
    /// @param classEmbeddings [C, P] float32 of length 1
    /// @param labels the class of each image
    public static ClassificationResult evaluate(Tensor images, Tensor classEmbeddings, int[] labels) {
        // An image asks for its class as a text asks for its image.
        int[] ranks =
                Retrieval.ranks(new Embeddings(classEmbeddings, images, labels)).textToImage();
        return new ClassificationResult(ranks, labels, Math.toIntExact(classEmbeddings.size(0)));
    }

    /// A vector a class, [C, P] of length 1, in the enclosing scope: the mean of its prompts' embeddings, normalised.
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
