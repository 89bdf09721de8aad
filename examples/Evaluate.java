// Evaluates a model on a data set: retrieval in both directions and consistency.
//
//   examples/run Evaluate MODEL DATA

import dev.diptych.data.internal.batch.LoaderSettings;
import dev.diptych.data.format.DataSets;
import dev.diptych.evaluate.Consistency;
import dev.diptych.evaluate.retrieval.Embedder;
import dev.diptych.evaluate.retrieval.Retrieval;
import dev.diptych.model.checkpoint.ModelDirectory;
import dev.diptych.torch.Precision;
import dev.diptych.torch.TensorScope;

void main(String[] arguments) {
    try (var _ = TensorScope.open()) {
        var model = ModelDirectory.load(Path.of(arguments[0]));
        var embedder = new Embedder(model, 64, LoaderSettings.defaults(), Precision.FP32);
        var embeddings = embedder.embed(DataSets.read(arguments[1]).pairs()).embeddings();
        // Ranks are exact and independent of the matrix library; ties count against the model.
        Retrieval.evaluate(embeddings).values().forEach((name, value) -> IO.println("%-28s %.2f".formatted(name, value)));
        Consistency.evaluate(embeddings).values().forEach((name, value) -> IO.println("%-28s %.4f".formatted(name, value)));
    }
}
