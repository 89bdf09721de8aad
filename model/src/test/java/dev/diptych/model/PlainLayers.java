package dev.diptych.model;

import dev.diptych.torch.Tensors;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.bytedeco.pytorch.Tensor;

/// Layers of a transformer as plain loops over float64: one text at a time, no packing, no masks except loop bounds,
/// and no code of the encoders.
class PlainLayers {

    private final Map<String, double[]> weights = new LinkedHashMap<>();
    private final int heads;
    private final double epsilon;

    PlainLayers(Map<String, Tensor> parameters, int heads, double epsilon) {
        this.heads = heads;
        this.epsilon = epsilon;
        parameters.forEach((name, tensor) -> {
            float[] values = Tensors.floats(tensor);
            double[] wide = new double[values.length];
            for (int i = 0; i < values.length; i++) {
                wide[i] = values[i];
            }
            weights.put(name, wide);
        });
    }

    final double[] weight(String name) {
        return Objects.requireNonNull(weights.get(name), name);
    }

    /// @param names of the projections of queries, keys, values and the mixture
    /// @param causal whether a token looks at itself and those before it only
    final double[][] attention(String prefix, String[] names, double[][] x, boolean causal) {
        int width = x[0].length;
        int part = width / heads;
        double[][] mixed = new double[x.length][width];
        for (int t = 0; t < x.length; t++) {
            int seen = causal ? t + 1 : x.length;
            double[] q = linear(prefix + names[0], x[t]);
            for (int head = 0; head < heads; head++) {
                double[] scores = new double[seen];
                double sum = 0;
                for (int s = 0; s < seen; s++) {
                    double[] k = linear(prefix + names[1], x[s]);
                    for (int d = head * part; d < (head + 1) * part; d++) {
                        scores[s] += q[d] * k[d] / Math.sqrt(part);
                    }
                    sum += Math.exp(scores[s]);
                }
                for (int s = 0; s < seen; s++) {
                    double[] v = linear(prefix + names[2], x[s]);
                    for (int d = head * part; d < (head + 1) * part; d++) {
                        mixed[t][d] += Math.exp(scores[s]) / sum * v[d];
                    }
                }
            }
            mixed[t] = linear(prefix + names[3], mixed[t]);
        }
        return mixed;
    }

    final double[] linear(String name, double[] x) {
        double[] result = weight(name + ".bias").clone();
        for (int o = 0; o < result.length; o++) {
            for (int i = 0; i < x.length; i++) {
                result[o] += weight(name + ".weight")[o * x.length + i] * x[i];
            }
        }
        return result;
    }

    final double[][] norm(String name, double[][] x) {
        double[][] result = new double[x.length][];
        for (int t = 0; t < x.length; t++) {
            result[t] = norm(name, x[t]);
        }
        return result;
    }

    final double[] norm(String name, double[] x) {
        double mean = 0;
        double variance = 0;
        for (double value : x) {
            mean += value / x.length;
        }
        for (double value : x) {
            variance += (value - mean) * (value - mean) / x.length;
        }
        double[] result = new double[x.length];
        for (int d = 0; d < x.length; d++) {
            result[d] = (x[d] - mean) / Math.sqrt(variance + epsilon) * weight(name + ".weight")[d]
                    + weight(name + ".bias")[d];
        }
        return result;
    }

    static void add(double[] x, double[] term) {
        for (int d = 0; d < x.length; d++) {
            x[d] += term[d];
        }
    }
}
