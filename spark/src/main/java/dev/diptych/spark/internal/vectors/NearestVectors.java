package dev.diptych.spark.internal.vectors;

import dev.diptych.evaluate.retrieval.TopMatches;
import dev.diptych.torch.Tensors;
import java.io.Serializable;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.broadcast.Broadcast;
import org.bytedeco.pytorch.Tensor;

/// Finds the nearest rows of a table for some queries, exactly: the queries are sent to all
/// executors, each partition keeps its best rows for each query, and these are merged.
final class NearestVectors {

    private NearestVectors() {}

    /// The vectors of a block among which queries are searched.
    ///
    /// @param numbers number of each row, `[G]`
    /// @param vectors [G, K]
    @SuppressWarnings("ArrayRecordComponent") // read only
    record Gallery(int[] numbers, Tensor vectors) {}

    /// Chooses the vectors of a block.
    interface View extends Function<VectorBlock, Gallery>, Serializable {}

    /// @param queries `[Q][K]`, at least one
    /// @param count number of matches of a query
    static TopMatches search(JavaRDD<ImageVectors> table, View view, float[][] queries, int count) {
        JavaSparkContext context = JavaSparkContext.fromSparkContext(table.context());
        int number = queries.length;
        Broadcast<float[]> sent = context.broadcast(flat(queries));
        TopMatches found = table.mapPartitions(rows -> {
                    TopMatches[] best = {TopMatches.none(number)};
                    VectorBlock.forEach(rows, block -> {
                        Gallery gallery = call(view, block);
                        if (gallery.numbers().length > 0) {
                            Tensor wanted = Tensors.of(sent.value(), number, sent.value().length / number);
                            TopMatches some = TopMatches.of(wanted, gallery.vectors(), count);
                            best[0] = best[0].merge(some.renumbered(gallery.numbers()), count);
                        }
                    });
                    return List.of(best[0]).iterator();
                })
                .treeReduce((left, right) -> left.merge(right, count));
        sent.destroy();
        return found;
    }

    private static Gallery call(View view, VectorBlock block) {
        try {
            return view.call(block);
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static float[] flat(float[][] rows) {
        float[] flat = new float[Math.multiplyExact(rows.length, rows[0].length)];
        for (int row = 0; row < rows.length; row++) {
            System.arraycopy(rows[row], 0, flat, row * rows[row].length, rows[row].length);
        }
        return flat;
    }
}
