package dev.diptych.spark.internal.vectors;

import dev.diptych.evaluate.audit.vectors.EvidenceMoments;
import dev.diptych.evaluate.audit.vectors.EvidenceSums;
import dev.diptych.evaluate.audit.vectors.PairAssignment;
import dev.diptych.evaluate.audit.vectors.PairComparison;
import dev.diptych.evaluate.audit.vectors.PairSpace;
import dev.diptych.evaluate.audit.vectors.PairSubset;
import dev.diptych.evaluate.retrieval.TopMatches;
import dev.diptych.spark.internal.vectors.NearestVectors.Gallery;
import dev.diptych.torch.Operators;
import dev.diptych.torch.Tensors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.bytedeco.pytorch.Tensor;

/// A part of a table of vectors, in which images are compared with texts: both sides of each pair
/// are joined by Spark.
final class SparkSpace implements PairSpace {

    private static final String PAIR = "pair";

    private static final StructType TEXTS =
            new StructType().add(PAIR, DataTypes.IntegerType, false).add("text", DataTypes.BinaryType, false);

    private static final StructType IMAGES = new StructType()
            .add(PAIR, DataTypes.IntegerType, false)
            .add("image", DataTypes.BinaryType, false)
            .add("rest", DataTypes.BinaryType, false);

    private final SparkSession session;
    private final JavaSparkContext context;
    private final JavaRDD<ImageVectors> all;
    private final JavaRDD<ImageVectors> part; // with the numbers of the part
    private final Projection projection;
    private final Broadcast<EvidenceMoments> moments;

    SparkSpace(SparkSession session, JavaRDD<ImageVectors> all, Projection projection, PairSubset subset) {
        this.session = session;
        this.context = JavaSparkContext.fromSparkContext(session.sparkContext());
        this.all = all;
        this.projection = projection;
        Broadcast<int[]> images = context.broadcast(VectorTable.places(subset.images()));
        Broadcast<int[]> texts = context.broadcast(VectorTable.places(subset.texts()));
        part = all.filter(each -> each.image() < images.value().length && images.value()[each.image()] >= 0)
                .map(each -> new ImageVectors(
                        images.value()[each.image()],
                        each.vector(),
                        VectorTable.renumbered(each.texts(), texts.value()),
                        each.textVectors()));
        moments = context.broadcast(moments(part, projection));
    }

    private static EvidenceMoments moments(JavaRDD<ImageVectors> part, Projection projection) {
        EvidenceSums sums = part.mapPartitions(rows -> {
                    EvidenceSums own = new EvidenceSums();
                    VectorBlock.forEach(rows, block -> {
                        Tensor images = projection.images(block.image());
                        if (block.text() == null) {
                            own.add(images);
                            return;
                        }
                        Tensor texts = projection.texts(block.text());
                        int[] captioned =
                                Arrays.stream(block.imageOfText()).distinct().toArray();
                        own.add(images, texts, Operators.select(block.sums(texts), 0, Tensors.index(captioned)));
                    });
                    return List.of(own).iterator();
                })
                .treeReduce(EvidenceSums::add);
        return sums.moments();
    }

    @Override
    public PairComparison compare(PairAssignment assignment) {
        Broadcast<PairsOfImages> wanted = context.broadcast(PairsOfImages.of(assignment));
        Projection own = projection;
        JavaRDD<Row> texts = part.mapPartitions(rows -> VectorBlock.flatMap(rows, block -> texts(block, own)));
        JavaRDD<Row> images =
                part.mapPartitions(rows -> VectorBlock.flatMap(rows, block -> images(block, own, wanted.value())));
        Dataset<Row> compared = session.createDataFrame(images, IMAGES)
                .join(session.createDataFrame(texts, TEXTS), PAIR)
                .mapPartitions(new PairComparer(moments), Encoders.row(PairComparer.SCHEMA));
        double[] cosines = new double[assignment.size()];
        double[][] evidence = new double[assignment.size()][];
        for (Row block : compared.collectAsList()) {
            int[] pairs = ArrayBytes.ints(block.getAs(0));
            double[] blockCosines = ArrayBytes.doubles(block.getAs(1));
            double[] values = ArrayBytes.doubles(block.getAs(2));
            for (int i = 0; i < pairs.length; i++) {
                cosines[pairs[i]] = blockCosines[i];
                evidence[pairs[i]] =
                        Arrays.copyOfRange(values, i * PairComparison.WIDTH, (i + 1) * PairComparison.WIDTH);
            }
        }
        wanted.destroy();
        return new PairComparison(cosines, evidence);
    }

    private static List<Row> texts(VectorBlock block, Projection projection) {
        if (block.text() == null) {
            return List.of();
        }
        List<Row> sides = new ArrayList<>();
        float[][] vectors = VectorBlock.rows(projection.texts(block.text()));
        for (int text = 0; text < vectors.length; text++) {
            sides.add(RowFactory.create(block.texts()[text], ArrayBytes.of(vectors[text])));
        }
        return sides;
    }

    // For each pair of an image: the image, and the sum of its captions without the one that the
    // text replaces.
    private static List<Row> images(VectorBlock block, Projection projection, PairsOfImages wanted) {
        if (block.text() == null) {
            return List.of(); // only images with captions are in pairs
        }
        List<Row> sides = new ArrayList<>();
        Tensor projected = projection.texts(block.text());
        float[][] images = VectorBlock.rows(projection.images(block.image()));
        float[][] sums = VectorBlock.rows(block.sums(projected));
        float[][] texts = VectorBlock.rows(projected);
        Map<Integer, Integer> rowOfText = new HashMap<>();
        for (int row = 0; row < texts.length; row++) {
            rowOfText.put(block.texts()[row], row);
        }
        for (int row = 0; row < images.length; row++) {
            byte[] image = ArrayBytes.of(images[row]);
            for (int pair : wanted.pairs(block.images()[row])) {
                // The texts of an image are in its row.
                float[] replaced = texts[Objects.requireNonNull(rowOfText.get(wanted.replaced()[pair]))];
                float[] rest = new float[replaced.length];
                for (int i = 0; i < rest.length; i++) {
                    rest[i] = sums[row][i] - replaced[i];
                }
                sides.add(RowFactory.create(pair, image, ArrayBytes.of(rest)));
            }
        }
        return sides;
    }

    private static List<ImageVectors> projected(VectorBlock block, Projection projection) {
        float[][] vectors = VectorBlock.rows(projection.images(block.image()));
        return IntStream.range(0, vectors.length)
                .mapToObj(i -> new ImageVectors(block.images()[i], vectors[i], new int[0], new float[0]))
                .toList();
    }

    @Override
    public TopMatches nearestTexts(int[] images, int count) {
        int[] distinct = Arrays.stream(images).distinct().sorted().toArray();
        BitSet chosen = new BitSet();
        Arrays.stream(distinct).forEach(chosen::set);
        Projection own = projection;
        Map<Integer, float[]> vectors = new HashMap<>();
        part.filter(each -> chosen.get(each.image()))
                .mapPartitions(rows -> VectorBlock.flatMap(rows, block -> projected(block, own)))
                .collect()
                .forEach(each -> vectors.put(each.image(), each.vector()));
        float[][] queries = Arrays.stream(images).mapToObj(vectors::get).toArray(float[][]::new);
        return NearestVectors.search(
                all,
                block -> block.text() == null
                        ? new Gallery(new int[0], block.image())
                        : new Gallery(block.texts(), own.texts(block.text())),
                queries,
                count);
    }
}
