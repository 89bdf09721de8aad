package dev.diptych.model;

import dev.diptych.torch.Tensors;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.bytedeco.pytorch.Tensor;

/// CLIP's text transformer as its paper writes it, in plain loops over float64: no packing, no masks but the loop's own
/// bound, no shared code.
final class PlainClipText {

    private final ClipTextConfig config;
    private final Map<String, double[]> weights = new LinkedHashMap<>();

    PlainClipText(ClipTextConfig config, Map<String, Tensor> parameters) {
        this.config = config;
        parameters.forEach((name, tensor) -> {
            float[] values = Tensors.floats(tensor);
            double[] wide = new double[values.length];
            for (int i = 0; i < values.length; i++) {
                wide[i] = values[i];
            }
            weights.put(name, wide);
        });
    }

    double[] weight(String name) {
        return Objects.requireNonNull(weights.get(name), name);
    }

    /// The vector [D] of a text whose end token is at `end`.
    double[] pooled(long[] ids, int end) {
        int width = config.hiddenSize();
        double[][] x = new double[ids.length][width];
        for (int t = 0; t < ids.length; t++) {
            for (int d = 0; d < width; d++) {
                x[t][d] = weight("embeddings.token_embedding.weight")[(int) ids[t] * width + d]
                        + weight("embeddings.position_embedding.weight")[t * width + d];
            }
        }
        for (int layer = 0; layer < config.layers(); layer++) {
            String block = "encoder.layers." + layer + ".";
            double[][] mixed = attention(block + "self_attn.", norm(block + "layer_norm1", x));
            for (int t = 0; t < ids.length; t++) {
                add(x[t], mixed[t]);
                double[] hidden = linear(block + "mlp.fc1", norm(block + "layer_norm2", x[t]));
                for (int i = 0; i < hidden.length; i++) {
                    hidden[i] = activation(hidden[i]);
                }
                add(x[t], linear(block + "mlp.fc2", hidden));
            }
        }
        return norm("final_layer_norm", x[end]);
    }

    private double activation(double value) {
        return switch (config.activation()) {
            case QUICK_GELU -> value / (1 + Math.exp(-1.702 * value));
            case RELU -> Math.max(0, value);
            case GELU, GELU_TANH -> throw new IllegalArgumentException("not written here");
        };
    }

    private double[][] attention(String name, double[][] x) {
        int width = config.hiddenSize();
        int part = width / config.heads();
        double[][] mixed = new double[x.length][width];
        for (int t = 0; t < x.length; t++) {
            double[] q = linear(name + "q_proj", x[t]);
            for (int head = 0; head < config.heads(); head++) {
                double[] scores = new double[t + 1];
                double sum = 0;
                for (int s = 0; s <= t; s++) {
                    double[] k = linear(name + "k_proj", x[s]);
                    for (int d = head * part; d < (head + 1) * part; d++) {
                        scores[s] += q[d] * k[d] / Math.sqrt(part);
                    }
                    sum += Math.exp(scores[s]);
                }
                for (int s = 0; s <= t; s++) {
                    double[] v = linear(name + "v_proj", x[s]);
                    for (int d = head * part; d < (head + 1) * part; d++) {
                        mixed[t][d] += Math.exp(scores[s]) / sum * v[d];
                    }
                }
            }
            mixed[t] = linear(name + "out_proj", mixed[t]);
        }
        return mixed;
    }

    private double[] linear(String name, double[] x) {
        double[] result = weight(name + ".bias").clone();
        for (int o = 0; o < result.length; o++) {
            for (int i = 0; i < x.length; i++) {
                result[o] += weight(name + ".weight")[o * x.length + i] * x[i];
            }
        }
        return result;
    }

    private double[][] norm(String name, double[][] x) {
        double[][] result = new double[x.length][];
        for (int t = 0; t < x.length; t++) {
            result[t] = norm(name, x[t]);
        }
        return result;
    }

    private double[] norm(String name, double[] x) {
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
            result[d] = (x[d] - mean) / Math.sqrt(variance + config.layerNormEpsilon()) * weight(name + ".weight")[d]
                    + weight(name + ".bias")[d];
        }
        return result;
    }

    private static void add(double[] x, double[] term) {
        for (int d = 0; d < x.length; d++) {
            x[d] += term[d];
        }
    }
}
