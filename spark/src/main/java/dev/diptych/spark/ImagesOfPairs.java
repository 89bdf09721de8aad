package dev.diptych.spark;

import dev.diptych.spark.internal.vectors.ArrayBytes;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.jspecify.annotations.Nullable;

/// Joins the rows of [PairVectors], sorted by image and text, into one row for each image, with
/// the schema of [dev.diptych.spark.internal.vectors.VectorTable].
final class ImagesOfPairs implements MapPartitionsFunction<Row, Row> {

    private static final long serialVersionUID = 1;

    @Override
    public Iterator<Row> call(Iterator<Row> rows) {
        return new Iterator<>() {
            private @Nullable Row ahead = rows.hasNext() ? rows.next() : null;

            @Override
            public boolean hasNext() {
                return ahead != null;
            }

            @Override
            public Row next() {
                Row first = ahead;
                if (first == null) {
                    throw new java.util.NoSuchElementException();
                }
                List<Row> own = new ArrayList<>();
                Row row = first;
                while (row != null && row.getInt(0) == first.getInt(0)) {
                    own.add(row);
                    row = rows.hasNext() ? rows.next() : null;
                }
                ahead = row;
                return join(own);
            }
        };
    }

    private static Row join(List<Row> rows) {
        Row first = rows.stream().filter(row -> !row.isNullAt(2)).findFirst().orElseThrow();
        List<Integer> texts = new ArrayList<>();
        ByteArrayOutputStream pooled = new ByteArrayOutputStream();
        ByteArrayOutputStream embeddings = new ByteArrayOutputStream();
        for (Row row : rows) {
            if (!row.isNullAt(5)) {
                texts.add(row.getInt(1));
                pooled.writeBytes(row.getAs(5));
                embeddings.writeBytes(row.getAs(6));
            }
        }
        return RowFactory.create(
                first.getInt(0),
                first.getAs(2),
                first.getAs(3),
                first.getAs(4),
                ArrayBytes.of(texts.stream().mapToInt(Integer::intValue).toArray()),
                pooled.toByteArray(),
                embeddings.toByteArray());
    }
}
