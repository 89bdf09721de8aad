// Lists likely mismatches of a data set with the nearest caption of the data.
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
        // Five folds: projections are fitted to the model's features, never to the pairs that they score.
        var options = new AuditOptions(5, 0.5, Set.of(), 0);
        var audit = Audit.of(embedder, data, null, options);
        IO.println("an estimated %.1f %% of the pairs are mismatched".formatted(100 * audit.wrongShare()));
        audit.ranked().stream().limit(10).forEach(pair ->
                IO.println("%s  \"%s\"%s".formatted(
                        pair.image(), pair.caption(), pair.better() == null ? "" : "  nearest: " + pair.better())));
    }
}
