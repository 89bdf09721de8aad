// Finds the images of a data set that match a sentence best.
//
//   examples/run Search MODEL DATA "a dog runs on the beach"
//
// MODEL is a directory such as RUN/model, DATA a data set in any format of docs/data.md.

import dev.diptych.data.internal.batch.LoaderSettings;
import dev.diptych.data.format.DataSets;
import dev.diptych.evaluate.retrieval.Embedder;
import dev.diptych.evaluate.retrieval.TopMatches;
import dev.diptych.model.checkpoint.ModelDirectory;
import dev.diptych.torch.Precision;
import dev.diptych.torch.TensorScope;

void main(String[] arguments) {
    try (var _ = TensorScope.open()) { // frees all tensors on close
        var model = ModelDirectory.load(Path.of(arguments[0]));
        var embedder = new Embedder(model, 64, LoaderSettings.defaults(), Precision.FP32);
        var embedded = embedder.embed(DataSets.read(arguments[1]).pairs());
        var query = embedder.embedTexts(List.of(arguments[2])); // [1, P]
        var found = TopMatches.of(query, embedded.embeddings().image(), 10);
        for (int i = 0; i < found.indices()[0].length; i++) {
            String name = embedded.pairs().image(found.indices()[0][i]).name();
            IO.println("%.3f  %s".formatted(found.scores()[0][i], name));
        }
    }
}
