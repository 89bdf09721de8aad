package dev.diptych.bench.data;

import dev.diptych.base.InvalidInputException;
import dev.diptych.base.RandomKey;
import dev.diptych.index.ModelReference;
import dev.diptych.index.embeddings.EmbeddingDirectory;
import dev.diptych.index.embeddings.EmbeddingKind;
import dev.diptych.index.embeddings.EmbeddingRow;
import dev.diptych.index.embeddings.EmbeddingRows;
import dev.diptych.index.embeddings.EmbeddingSetWriter;
import dev.diptych.index.embeddings.EmbeddingSettings;
import dev.diptych.index.embeddings.EmbeddingWriter;
import dev.diptych.index.embeddings.VectorPrecision;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.random.RandomGenerator;

/// Image vectors to search in, and text vectors to search for: those of an embedding directory, or
/// generated ones. Equal arguments give equal vectors.
///
/// Image vectors beyond those of the directory are x + (y - z) / 2 for three of its image vectors
/// drawn at random, at length 1: differences of real vectors keep their covariance. Generated
/// vectors are Gaussian in 64 dimensions with variances that fall as 1 / rank, embedded in the
/// whole space by a random matrix; images and texts have different means at a cosine of about 0.2,
/// like the two modalities of a CLIP model.
public final class SearchVectors {

    private static final int INNER = 64;
    private static final double GAP = 0.9;
    private static final int PART = 10_000;

    private final List<float[]> images;
    private final List<float[]> texts;
    private final RandomKey key = RandomKey.of(0).with("search");

    private SearchVectors(List<float[]> images, List<float[]> texts) {
        this.images = images;
        this.texts = texts;
    }

    /// The vectors of an embedding directory with images and captions.
    ///
    /// @throws InvalidInputException if it has fewer than 3 images or no captions
    public static SearchVectors of(Path directory) {
        EmbeddingDirectory source = EmbeddingDirectory.open(directory);
        SearchVectors vectors =
                new SearchVectors(rows(source, EmbeddingKind.IMAGES), rows(source, EmbeddingKind.CAPTIONS));
        if (vectors.images.size() < 3 || vectors.texts.isEmpty()) {
            throw new InvalidInputException(directory + ": at least 3 images and a caption are needed");
        }
        return vectors;
    }

    /// Generated vectors.
    ///
    /// @param count number of images that are not enlarged
    public static SearchVectors generated(int count, int queries, int width) {
        RandomGenerator random = RandomKey.of(0).with("generated").generator();
        float[][] basis = new float[INNER][width];
        for (int i = 0; i < INNER; i++) {
            for (int j = 0; j < width; j++) {
                basis[i][j] = (float) (random.nextGaussian() / Math.sqrt((i + 1.0) * width));
            }
        }
        float[] images = gaussian(random, width, GAP / Math.sqrt(width));
        float[] texts = gaussian(random, width, GAP / Math.sqrt(width));
        return new SearchVectors(drawn(random, basis, images, count), drawn(random, basis, texts, queries));
    }

    /// Number of dimensions.
    public int width() {
        return images.getFirst().length;
    }

    /// Number of images before any are added.
    public int images() {
        return images.size();
    }

    /// Image vector `number`, `[P]` of length 1; those beyond the given ones are computed.
    public float[] image(int number) {
        if (number < images.size()) {
            return images.get(number);
        }
        RandomGenerator random = key.with(number).generator();
        float[] x = images.get(random.nextInt(images.size()));
        float[] y = images.get(random.nextInt(images.size()));
        float[] z = images.get(random.nextInt(images.size()));
        float[] sum = new float[x.length];
        for (int i = 0; i < sum.length; i++) {
            sum[i] = x[i] + (y[i] - z[i]) / 2;
        }
        return unit(sum);
    }

    /// The first `count` text vectors, or as many as there are.
    public List<float[]> queries(int count) {
        return texts.subList(0, Math.min(count, texts.size()));
    }

    /// Writes the first `images` image vectors and `queries` text vectors to an embedding directory, which [#of] reads.
    /// A directory that has them already is left as it is.
    ///
    /// @throws InvalidInputException if the directory contains other files or vectors of other settings
    public void write(Path directory, int images, int queries) {
        EmbeddingSettings kept = new EmbeddingSettings(
                new ModelReference("benchmark", "none"),
                "",
                width(),
                true,
                VectorPrecision.FLOAT,
                "fp32",
                PART,
                List.of());
        try (EmbeddingWriter writer = EmbeddingWriter.open(directory, kept)) {
            write(writer.set(EmbeddingKind.IMAGES, images), images, this::image);
            List<float[]> searched = queries(queries);
            write(writer.set(EmbeddingKind.CAPTIONS, searched.size()), searched.size(), searched::get);
        }
    }

    private static void write(EmbeddingSetWriter set, int count, IntFunction<float[]> vectors) {
        for (int number = Math.toIntExact(set.committed().covered()); number < count; number++) {
            String name = Integer.toString(number);
            set.write(new EmbeddingRow(number, name, vectors.apply(number), List.of(name), Map.of()));
            if (set.pending() == PART || number + 1 == count) {
                set.commit(number + 1, List.of());
            }
        }
    }

    private static List<float[]> rows(EmbeddingDirectory source, EmbeddingKind kind) {
        List<float[]> vectors = new ArrayList<>();
        try (EmbeddingRows rows = source.rows(kind)) {
            for (EmbeddingRow row = rows.next(); row != null; row = rows.next()) {
                vectors.add(unit(row.vector()));
            }
        }
        return vectors;
    }

    private static List<float[]> drawn(RandomGenerator random, float[][] basis, float[] mean, int count) {
        List<float[]> vectors = new ArrayList<>(count);
        for (int number = 0; number < count; number++) {
            float[] vector = mean.clone();
            for (float[] direction : basis) {
                float factor = (float) random.nextGaussian();
                for (int j = 0; j < vector.length; j++) {
                    vector[j] += factor * direction[j];
                }
            }
            vectors.add(unit(vector));
        }
        return vectors;
    }

    private static float[] gaussian(RandomGenerator random, int width, double scale) {
        float[] vector = new float[width];
        for (int i = 0; i < width; i++) {
            vector[i] = (float) (scale * random.nextGaussian());
        }
        return vector;
    }

    private static float[] unit(float[] vector) {
        double squares = 0;
        for (float component : vector) {
            squares += (double) component * component;
        }
        float[] unit = new float[vector.length];
        for (int i = 0; i < unit.length; i++) {
            unit[i] = (float) (vector[i] / Math.sqrt(squares));
        }
        return unit;
    }
}
