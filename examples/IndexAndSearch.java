// Indexes the images of a data set and finds those that fit a text.
//
//   examples/run IndexAndSearch MODEL DATA INDEX "a dog runs on the beach"
//
// MODEL is a directory such as RUN/model, DATA a data set in any format of docs/data.md, INDEX a directory to create.

import dev.diptych.Diptych;
import dev.diptych.Query;
import dev.diptych.data.format.DataSets;
import dev.diptych.index.Index;
import dev.diptych.index.SearchKind;

void main(String[] arguments) {
    try (Diptych model = Diptych.load(arguments[0]);
            Index index = Index.create(Path.of(arguments[2]), model.indexSettings(SearchKind.EXACT))) {
        model.addTo(index, DataSets.read(arguments[1]).pairs());
        model.fitAnswerability(index, List.of(), 0.95);
        var result = model.search(index, Query.text(arguments[3]).limit(5));
        IO.println(result.nothingFits() ? "nothing fits; the nearest are:" : "found:");
        result.hits().forEach(hit -> IO.println("%.3f  %s".formatted(hit.cosine(), hit.id())));
    }
}
