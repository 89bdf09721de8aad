// Embeds a data set into a directory of Parquet files and reads them back. Run it again to resume an interrupted run.
//
//   examples/run EmbedDataSet MODEL DATA DIRECTORY

import dev.diptych.Diptych;
import dev.diptych.EmbeddingOptions;
import dev.diptych.data.format.DataSets;
import dev.diptych.index.embeddings.EmbeddingDirectory;
import dev.diptych.index.embeddings.EmbeddingKind;

void main(String[] arguments) {
    Path directory = Path.of(arguments[2]);
    try (Diptych model = Diptych.load(arguments[0])) {
        model.writeEmbeddings(DataSets.read(arguments[1]).pairs(), directory, EmbeddingOptions.defaults());
    }
    try (var rows = EmbeddingDirectory.open(directory).rows(EmbeddingKind.IMAGES)) {
        for (var row = rows.next(); row != null; row = rows.next()) {
            IO.println("%s: %d numbers, %d captions".formatted(row.name(), row.vector().length, row.captions().size()));
        }
    }
}
