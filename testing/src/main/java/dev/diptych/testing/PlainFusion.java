package dev.diptych.testing;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;

/// Cross-attention fusion and matching head in plain loops over float64, one pair at a time; nothing of the model's
/// code.
public final class PlainFusion {

    private final Map<String, double[]> weights = new HashMap<>();
    private final int width;
    private final int heads;

    /// @param names of the parameters in `fusion.safetensors`
    /// @param width of the fused tokens
    public PlainFusion(Set<String> names, Function<String, double[]> weights, int width, int heads) {
        names.forEach(name -> this.weights.put(name, weights.apply(name)));
        this.width = width;
        this.heads = heads;
    }

    /// What the fusion makes of one pair.
    ///
    /// @param image [T][D] fused image tokens
    /// @param text [S][D] fused text tokens
    /// @param joint [2D]
    /// @param logits [2]
    @SuppressWarnings("ArrayRecordComponent")
    public record Result(double[][] image, double[][] text, double[] joint, double[] logits) {}

    /// The values of a parameter; changes to them count from then on.
    public double[] weight(String name) {
        return Objects.requireNonNull(weights.get(name), name);
    }

    /// @param image [T][Dv]
    /// @param text [S][Dt]
    /// @param mask `[S]`, true at tokens that are not padding
    public Result of(double[][] image, double[][] text, boolean[] mask) {
        boolean[] all = new boolean[image.length];
        Arrays.fill(all, true);
        double[][] images = project("image_input", image);
        double[][] texts = project("text_input", text);
        double[][] fusedImage = norm("image_norm", sum(images, attention(images, texts, mask)));
        double[][] fusedText = norm("text_norm", sum(texts, attention(texts, images, all)));
        double[] joint = new double[2 * width];
        mean(fusedImage, all, joint, 0);
        mean(fusedText, mask, joint, width);
        double[] hidden = linear("matching.hidden", joint);
        for (int i = 0; i < hidden.length; i++) {
            hidden[i] = hidden[i] / 2 * (1 + erf(hidden[i] / Math.sqrt(2)));
        }
        return new Result(fusedImage, fusedText, joint, linear("matching.output", hidden));
    }

    /// −ln of the softmax of two logits at a label.
    public static double crossEntropy(double[] logits, int label) {
        return Math.log(Math.exp(logits[0]) + Math.exp(logits[1])) - logits[label];
    }

    private double[][] project(String name, double[][] x) {
        return weights.containsKey(name + ".weight")
                ? Arrays.stream(x).map(row -> linear(name, row)).toArray(double[][]::new)
                : x;
    }

    private double[] linear(String name, double[] x) {
        return linear(weight(name + ".weight"), weight(name + ".bias"), 0, weight(name + ".bias").length, x);
    }

    // So many rows of a weight [O, I] and a bias [O].
    private static double[] linear(double[] weight, double[] bias, int from, int outputs, double[] x) {
        double[] y = new double[outputs];
        for (int o = 0; o < outputs; o++) {
            y[o] = bias[from + o];
            for (int i = 0; i < x.length; i++) {
                y[o] += weight[(from + o) * x.length + i] * x[i];
            }
        }
        return y;
    }

    // Query q, key k and value v are rows 0, D and 2D on of the packed layer.
    private double[][] attention(double[][] queries, double[][] context, boolean[] attended) {
        double[] weight = weight("attention.in_proj_weight");
        double[] bias = weight("attention.in_proj_bias");
        int part = width / heads;
        double[][] result = new double[queries.length][];
        for (int t = 0; t < queries.length; t++) {
            double[] q = linear(weight, bias, 0, width, queries[t]);
            double[] mixed = new double[width];
            for (int head = 0; head < heads; head++) {
                double total = 0;
                double[] exponentials = new double[context.length];
                for (int s = 0; s < context.length; s++) {
                    double[] k = linear(weight, bias, width, width, context[s]);
                    double score = 0;
                    for (int d = head * part; d < (head + 1) * part; d++) {
                        score += q[d] * k[d] / Math.sqrt(part);
                    }
                    exponentials[s] = attended[s] ? Math.exp(score) : 0;
                    total += exponentials[s];
                }
                for (int s = 0; s < context.length; s++) {
                    double[] v = linear(weight, bias, 2 * width, width, context[s]);
                    for (int d = head * part; d < (head + 1) * part; d++) {
                        mixed[d] += exponentials[s] / total * v[d];
                    }
                }
            }
            result[t] = linear("attention.out_proj", mixed);
        }
        return result;
    }

    private static double[][] sum(double[][] a, double[][] b) {
        double[][] sum = new double[a.length][a[0].length];
        for (int t = 0; t < a.length; t++) {
            for (int d = 0; d < a[t].length; d++) {
                sum[t][d] = a[t][d] + b[t][d];
            }
        }
        return sum;
    }

    private double[][] norm(String name, double[][] x) {
        double[][] result = new double[x.length][width];
        for (int t = 0; t < x.length; t++) {
            double mean = Arrays.stream(x[t]).average().orElseThrow();
            double variance = Arrays.stream(x[t])
                    .map(value -> (value - mean) * (value - mean))
                    .average()
                    .orElseThrow();
            for (int d = 0; d < width; d++) {
                result[t][d] = (x[t][d] - mean) / Math.sqrt(variance + 1e-5) * weight(name + ".weight")[d]
                        + weight(name + ".bias")[d];
            }
        }
        return result;
    }

    private void mean(double[][] states, boolean[] counted, double[] joint, int at) {
        int tokens = 0;
        for (boolean counts : counted) {
            tokens += counts ? 1 : 0;
        }
        for (int t = 0; t < states.length; t++) {
            for (int d = 0; d < width; d++) {
                joint[at + d] += counted[t] ? states[t][d] / tokens : 0;
            }
        }
    }

    // Its power series near 0, and its asymptotic expansion where the series would cancel.
    private static double erf(double x) {
        if (Math.abs(x) > 4) {
            double tail = Math.exp(-x * x) / (Math.abs(x) * Math.sqrt(Math.PI)) * (1 - 1 / (2 * x * x));
            return Math.signum(x) * (1 - tail);
        }
        double term = x;
        double sum = x;
        for (int n = 1; n < 200; n++) {
            term *= -x * x / n;
            sum += term / (2 * n + 1);
        }
        return 2 / Math.sqrt(Math.PI) * sum;
    }
}
