// Lists the pairs of a data set that belong together least, with a caption of the data that would fit better.
//
//   examples/run Mismatches MODEL DATA

import dev.diptych.evaluate.audit.Audit;
import dev.diptych.evaluate.audit.AuditOptions;
import dev.diptych.data.internal.batch.LoaderSettings;
import dev.diptych.data.format.DataSets;
import dev.diptych.evaluate.retrieval.Embedder;
import dev.diptych.model.checkpoint.ModelDirectory;
import dev.diptych.torch.Precision;
import dev.diptych.torch.TensorScope;

void main(String[] arguments) {
    try (var _ = TensorScope.open()) {
        var model = ModelDirectory.load(Path.of(arguments[0]));
        var embedder = new Embedder(model, 64, LoaderSettings.defaults(), Precision.FP32);
        var data = DataSets.read(arguments[1]).pairs();
        // Five folds: small heads on the model's features, so that no pair is judged by what learned it.
        var options = new AuditOptions(5, 0.5, Set.of(), 0);
        var audit = Audit.of(embedder, data, null, options);
        IO.println("about %.1f %% of the pairs do not belong together".formatted(100 * audit.wrongShare()));
        audit.ranked().stream().limit(10).forEach(pair ->
                IO.println("%s  \"%s\"%s".formatted(
                        pair.image(), pair.caption(), pair.better() == null ? "" : "  better: " + pair.better())));
    }
}
