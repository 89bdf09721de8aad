// Zero-shot classification: prints the probability that each of some sentences matches an image.
//
//   examples/run Classify MODEL IMAGE "a photo of a dog" "a photo of a cat"

import dev.diptych.data.Caption;
import dev.diptych.data.FileImage;
import dev.diptych.data.ImageItem;
import dev.diptych.data.internal.batch.LoaderSettings;
import dev.diptych.data.Pairs;
import dev.diptych.evaluate.retrieval.Embedder;
import dev.diptych.model.checkpoint.ModelDirectory;
import dev.diptych.torch.Operators;
import dev.diptych.torch.Precision;
import dev.diptych.torch.TensorScope;
import dev.diptych.torch.Tensors;

void main(String[] arguments) {
    Path file = Path.of(arguments[1]);
    List<String> sentences = List.of(arguments).subList(2, arguments.length);
    // A data set of one image with all sentences as captions.
    var pairs = new Pairs(
            List.of(new ImageItem(file.toString(), new FileImage(file))),
            sentences.stream().map(sentence -> new Caption(0, sentence)).toList(),
            List.of());
    try (var _ = TensorScope.open()) {
        var model = ModelDirectory.load(Path.of(arguments[0]));
        var embedder = new Embedder(model, 64, LoaderSettings.defaults(), Precision.FP32);
        var embeddings = embedder.embed(pairs).embeddings(); // image [1, P], text [M, P]
        var cosines = embeddings.image().matmul(embeddings.text().t()); // [1, M]
        var scaled = Operators.scale(cosines, 1 / model.encoder().temperature()); // as in the loss
        float[] probabilities = Tensors.floats(Operators.softmax(scaled, 1));
        for (int i = 0; i < probabilities.length; i++) {
            IO.println("%5.1f %%  %s".formatted(100 * probabilities[i], sentences.get(i)));
        }
    }
}
