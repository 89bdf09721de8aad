package dev.diptych.spark;

import java.io.Serializable;
import java.util.List;
import org.apache.spark.sql.Row;

/// The queries of a search.
///
/// @param ids `[Q]`
/// @param vectors `[Q][P]` scaled to length 1
@SuppressWarnings("ArrayRecordComponent") // read only
record QueryTable(String[] ids, float[][] vectors) implements Serializable {

    /// @param rows each with an id and a vector
    static QueryTable of(List<Row> rows) {
        String[] ids = new String[rows.size()];
        float[][] vectors = new float[rows.size()][];
        for (int i = 0; i < ids.length; i++) {
            ids[i] = rows.get(i).getString(0);
            vectors[i] = unit(rows.get(i).getList(1));
        }
        return new QueryTable(ids, vectors);
    }

    /// A vector scaled to length 1.
    static float[] unit(List<Float> values) {
        float[] vector = new float[values.size()];
        double squares = 0;
        int i = 0;
        for (Float value : values) {
            vector[i++] = value;
            squares += (double) value * value;
        }
        double length = Math.sqrt(squares);
        for (i = 0; i < vector.length && length > 0; i++) {
            vector[i] = (float) (vector[i] / length);
        }
        return vector;
    }
}
