package dev.diptych.evaluate;

import dev.diptych.base.RandomKey;
import dev.diptych.evaluate.retrieval.Embeddings;
import dev.diptych.torch.Tensors;
import java.util.random.RandomGenerator;

/// Embeddings as plain arrays, and the measures of a plain dense float64 computation on them.
public record RandomEmbeddings(float[][] image, float[][] text, int[] imageOfText) {

    /// Directions from a coarse lattice, so that equal vectors and equal scores are common.
    public static RandomEmbeddings lattice(long seed, int images, int texts, int width) {
        RandomGenerator random = RandomKey.of(seed).with("lattice").generator();
        return new RandomEmbeddings(
                rows(images, width, () -> random.nextInt(3) - 1),
                rows(texts, width, () -> random.nextInt(3) - 1),
                random.ints(texts, 0, images).toArray());
    }

    /// Gaussian directions; a text is its image and noise.
    public static RandomEmbeddings gaussian(long seed, int images, int captions, int width, double noise) {
        RandomGenerator random = RandomKey.of(seed).with("gaussian").generator();
        float[][] image = rows(images, width, random::nextGaussian);
        float[][] text = new float[images * captions][];
        int[] imageOfText = new int[text.length];
        for (int t = 0; t < text.length; t++) {
            imageOfText[t] = t / captions;
            text[t] = new float[width];
            for (int d = 0; d < width; d++) {
                text[t][d] = (float) (image[t / captions][d] + noise * random.nextGaussian() / Math.sqrt(width));
            }
            normalise(text[t]);
        }
        return new RandomEmbeddings(image, text, imageOfText);
    }

    public Embeddings embeddings() {
        return new Embeddings(tensor(image), tensor(text), imageOfText);
    }

    public double score(int i, int t) {
        return dot(image[i], text[t]);
    }

    public int[] textToImage() {
        int[] ranks = new int[text.length];
        for (int t = 0; t < text.length; t++) {
            double truth = score(imageOfText[t], t);
            ranks[t] = 1;
            for (int i = 0; i < image.length; i++) {
                ranks[t] += i != imageOfText[t] && !(score(i, t) < truth - 1e-12) ? 1 : 0;
            }
        }
        return ranks;
    }

    public int[] imageToText() {
        int[] ranks = new int[image.length];
        for (int t = 0; t < text.length; t++) {
            int i = imageOfText[t];
            int rank = 1;
            for (int other = 0; other < text.length; other++) {
                rank += imageOfText[other] != i && !(score(i, other) < score(i, t) - 1e-12) ? 1 : 0;
            }
            ranks[i] = ranks[i] == 0 ? rank : Math.min(ranks[i], rank);
        }
        return ranks;
    }

    static double dot(float[] a, float[] b) {
        double sum = 0;
        for (int d = 0; d < a.length; d++) {
            sum += (double) a[d] * b[d];
        }
        return sum;
    }

    public static org.bytedeco.pytorch.Tensor tensor(float[][] rows) {
        float[] flat = new float[rows.length * rows[0].length];
        for (int r = 0; r < rows.length; r++) {
            System.arraycopy(rows[r], 0, flat, r * rows[r].length, rows[r].length);
        }
        return Tensors.of(flat, rows.length, rows[0].length);
    }

    private static float[][] rows(int count, int width, java.util.function.DoubleSupplier next) {
        float[][] rows = new float[count][width];
        for (float[] row : rows) {
            do {
                for (int d = 0; d < width; d++) {
                    row[d] = (float) next.getAsDouble();
                }
            } while (dot(row, row) == 0);
            normalise(row);
        }
        return rows;
    }

    private static void normalise(float[] row) {
        double length = Math.sqrt(dot(row, row));
        for (int d = 0; d < row.length; d++) {
            row[d] = (float) (row[d] / length);
        }
    }
}
