package dev.diptych.spark;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.stream.IntStream;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;

/// The nearest rows of a partition for each query.
record NearestRows(Broadcast<QueryTable> queries, int k) implements MapPartitionsFunction<Row, Row> {

    private record Hit(String id, double cosine) {}

    // The worst first: the smallest cosine, and of equal ones the largest id.
    private static final Comparator<Hit> WORST =
            Comparator.comparingDouble(Hit::cosine).thenComparing(Hit::id, Comparator.reverseOrder());

    @Override
    public Iterator<Row> call(Iterator<Row> rows) {
        QueryTable table = queries.value();
        List<PriorityQueue<Hit>> best = new ArrayList<>(table.ids().length);
        for (int i = 0; i < table.ids().length; i++) {
            best.add(new PriorityQueue<>(WORST));
        }
        while (rows.hasNext()) {
            Row row = rows.next();
            float[] vector = QueryTable.unit(row.getList(1));
            for (int query = 0; query < best.size(); query++) {
                offer(best.get(query), new Hit(row.getString(0), product(vector, table.vectors()[query])));
            }
        }
        return IntStream.range(0, best.size())
                .boxed()
                .flatMap(query -> best.get(query).stream()
                        .map(hit -> RowFactory.create(table.ids()[query], hit.id(), hit.cosine())))
                .iterator();
    }

    private void offer(PriorityQueue<Hit> best, Hit hit) {
        if (best.size() < k) {
            best.add(hit);
        } else if (WORST.compare(best.element(), hit) < 0) {
            best.remove();
            best.add(hit);
        }
    }

    private static double product(float[] left, float[] right) {
        double sum = 0;
        for (int i = 0; i < left.length; i++) {
            sum += (double) left[i] * right[i];
        }
        return sum;
    }
}
