package dev.diptych.cli;

import dev.hardwood.InputFile;
import dev.hardwood.reader.ColumnReaders;
import dev.hardwood.reader.ParquetFileReader;
import dev.hardwood.schema.ColumnProjection;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// A row of the Parquet file that `diptych search --out` writes.
record NeighbourRow(String query, int rank, String id, float cosine, float z) {

    static List<NeighbourRow> read(Path file) throws Exception {
        List<NeighbourRow> rows = new ArrayList<>();
        try (ParquetFileReader reader = ParquetFileReader.open(InputFile.of(file));
                ColumnReaders columns = reader.columnReaders(ColumnProjection.all())) {
            while (columns.nextBatch()) {
                String[] queries = columns.getColumnReader("query").getStrings();
                int[] ranks = columns.getColumnReader("rank").getInts();
                String[] ids = columns.getColumnReader("id").getStrings();
                float[] cosines = columns.getColumnReader("cosine").getFloats();
                float[] standardised = columns.getColumnReader("z").getFloats();
                for (int i = 0; i < columns.getRecordCount(); i++) {
                    rows.add(new NeighbourRow(queries[i], ranks[i], ids[i], cosines[i], standardised[i]));
                }
            }
        }
        return rows;
    }
}
