package dev.diptych.model;

import java.util.Map;
import org.bytedeco.pytorch.Tensor;

/// CLIP's text transformer as described in its paper.
final class PlainClipText extends PlainLayers {

    private final ClipTextConfig config;

    PlainClipText(ClipTextConfig config, Map<String, Tensor> parameters) {
        super(parameters, config.heads(), config.layerNormEpsilon());
        this.config = config;
    }

    /// The vector `[D]` of a text whose end token is at `end`.
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
            String[] names = {"q_proj", "k_proj", "v_proj", "out_proj"};
            double[][] mixed = attention(block + "self_attn.", names, norm(block + "layer_norm1", x), true);
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
}
