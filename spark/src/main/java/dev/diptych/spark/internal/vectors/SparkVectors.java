package dev.diptych.spark.internal.vectors;

import dev.diptych.evaluate.audit.vectors.AuditVectors;
import dev.diptych.evaluate.audit.vectors.CanonicalHeads;
import dev.diptych.evaluate.audit.vectors.FeatureCentre;
import dev.diptych.evaluate.audit.vectors.PairCovariance;
import dev.diptych.evaluate.audit.vectors.PairSpace;
import dev.diptych.evaluate.audit.vectors.PairSubset;
import dev.diptych.evaluate.retrieval.TopMatches;
import dev.diptych.spark.internal.vectors.NearestVectors.Gallery;
import dev.diptych.torch.Gradients;
import dev.diptych.torch.Operators;
import dev.diptych.torch.TensorScope;
import dev.diptych.torch.Tensors;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;

/// The vectors of a data set in a table of Spark. Each computation is one pass over the table or
/// more; the vectors stay on the executors, except for the queries of a search.
public final class SparkVectors implements AuditVectors {

    private static final int QUERIES = 32_768; // of a pass

    private final SparkSession session;
    private final VectorTable table;
    private final @Nullable Dataset<Row> others;
    private final int images;
    private @Nullable FeatureCentre centre;
    private @Nullable TopMatches nearest; // and how many of each
    private int nearestCount;

    /// @param rows a table with the schema of [VectorTable]
    /// @param others such a table of another data set; null for none
    /// @param readable numbers of the readable images in the table, ascending
    /// @param scored numbers of the scored texts in the table, ascending
    public SparkVectors(Dataset<Row> rows, @Nullable Dataset<Row> others, int[] readable, int[] scored) {
        this.session = rows.sparkSession();
        this.table = new VectorTable(rows, readable, scored);
        this.others = others;
        this.images = readable.length;
    }

    @Override
    public TopMatches nearestImages(int count) {
        if (nearest == null || nearestCount != count) {
            nearest = search(table.vectors(true), count);
            nearestCount = count;
        }
        return nearest;
    }

    @Override
    public TopMatches nearestOthers(int[] readable) {
        VectorTable other = new VectorTable(Objects.requireNonNull(others, "no other data set"), readable, new int[0]);
        return search(other.vectors(true), 1);
    }

    // The directions of all images of the data set, some of them in each pass over the gallery.
    private TopMatches search(JavaRDD<ImageVectors> gallery, int count) {
        FeatureCentre mean = centre();
        NearestVectors.View directions = block -> new Gallery(block.images(), mean.directions(block.image()));
        TopMatches all = new TopMatches(new int[images][], new float[images][]);
        for (int first = 0; first < images; first += QUERIES) {
            int from = first;
            int end = Math.min(images, first + QUERIES);
            float[][] vectors = collect(
                    table.vectors(true).filter(each -> each.image() >= from && each.image() < end), end - from, from);
            TopMatches some = NearestVectors.search(gallery, directions, directions(vectors, mean), count);
            System.arraycopy(some.indices(), 0, all.indices(), first, end - first);
            System.arraycopy(some.scores(), 0, all.scores(), first, end - first);
        }
        return all;
    }

    private static float[][] collect(JavaRDD<ImageVectors> rows, int count, int first) {
        float[][] vectors = new float[count][];
        rows.map(each -> new ImageVectors(each.image(), each.vector(), new int[0], new float[0]))
                .collect()
                .forEach(each -> vectors[each.image() - first] = each.vector());
        return vectors;
    }

    private static float[][] directions(float[][] vectors, FeatureCentre mean) {
        TaskThreads.prepare();
        try (var _ = TensorScope.open();
                var _ = Gradients.disabled()) {
            var matrix = Tensors.ofRows((row, target) -> target.put(vectors[row]), vectors.length, vectors[0].length);
            return VectorBlock.rows(mean.directions(matrix));
        }
    }

    private FeatureCentre centre() {
        FeatureCentre known = centre;
        if (known == null) {
            double[] sums = table.vectors(true)
                    .map(each -> {
                        double[] vector = new double[each.vector().length];
                        Arrays.setAll(vector, i -> each.vector()[i]);
                        return vector;
                    })
                    .treeReduce((left, right) -> {
                        double[] sum = left.clone();
                        for (int i = 0; i < sum.length; i++) {
                            sum[i] += right[i];
                        }
                        return sum;
                    });
            known = new FeatureCentre(
                    Arrays.stream(sums).map(sum -> sum / images).toArray());
            centre = known;
        }
        return known;
    }

    @Override
    public PairSpace space(PairSubset part, int @Nullable [] learned) {
        Projection projection = new Projection(learned == null ? null : fit(learned));
        return new SparkSpace(session, table.vectors(learned != null), projection, part);
    }

    private CanonicalHeads fit(int[] learned) {
        BitSet chosen = new BitSet();
        Arrays.stream(learned).forEach(chosen::set);
        Broadcast<BitSet> sent =
                JavaSparkContext.fromSparkContext(session.sparkContext()).broadcast(chosen);
        PairCovariance sums = table.vectors(true)
                .mapPartitions(rows -> {
                    PairCovariance own = new PairCovariance();
                    VectorBlock.forEach(rows, block -> add(block, sent.value(), own));
                    return List.of(own).iterator();
                })
                .treeReduce(PairCovariance::add);
        sent.destroy();
        TaskThreads.prepare();
        try (var _ = Gradients.disabled()) {
            return sums.heads();
        }
    }

    private static void add(VectorBlock block, BitSet chosen, PairCovariance sums) {
        int[] some = IntStream.range(0, block.texts().length)
                .filter(text -> chosen.get(block.texts()[text]))
                .toArray();
        if (some.length > 0 && block.text() != null) {
            int[] own =
                    Arrays.stream(some).map(text -> block.imageOfText()[text]).toArray();
            sums.add(
                    Operators.select(block.image(), 0, Tensors.index(own)),
                    Operators.select(block.text(), 0, Tensors.index(some)));
        }
    }
}
