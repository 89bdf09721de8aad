package dev.diptych.model;

import java.util.Map;
import org.bytedeco.pytorch.Tensor;

/// RoBERTa as described in its paper and in BERT's.
final class PlainRoberta extends PlainLayers {

    private static final String[] ATTENTION = {"self.query", "self.key", "self.value", "output.dense"};

    private final BertConfig config;

    PlainRoberta(BertConfig config, Map<String, Tensor> parameters) {
        super(parameters, config.heads(), config.layerNormEpsilon());
        this.config = config;
    }

    /// The states [T, D] of a text without its padding.
    ///
    /// @param places the rows of the position embeddings
    double[][] states(long[] ids, int[] places) {
        int width = config.hiddenSize();
        double[][] x = new double[ids.length][width];
        for (int t = 0; t < ids.length; t++) {
            for (int d = 0; d < width; d++) {
                x[t][d] = weight("embeddings.word_embeddings.weight")[(int) ids[t] * width + d]
                        + weight("embeddings.position_embeddings.weight")[places[t] * width + d]
                        + weight("embeddings.token_type_embeddings.weight")[d];
            }
        }
        x = norm("embeddings.LayerNorm", x);
        for (int layer = 0; layer < config.layers(); layer++) {
            String block = "encoder.layer." + layer + ".";
            double[][] mixed = attention(block + "attention.", ATTENTION, x, false);
            for (int t = 0; t < ids.length; t++) {
                add(x[t], mixed[t]);
                x[t] = norm(block + "attention.output.LayerNorm", x[t]);
                double[] hidden = linear(block + "intermediate.dense", x[t]);
                for (int i = 0; i < hidden.length; i++) {
                    hidden[i] = Math.max(0, hidden[i]);
                }
                add(x[t], linear(block + "output.dense", hidden));
                x[t] = norm(block + "output.LayerNorm", x[t]);
            }
        }
        return x;
    }

    /// The vector `[D]` of a text.
    double[] pooled(long[] ids, int[] places) {
        double[][] states = states(ids, places);
        return switch (config.pooling()) {
            case FIRST -> states[0];
            case POOLER -> {
                double[] vector = linear("pooler.dense", states[0]);
                for (int d = 0; d < vector.length; d++) {
                    vector[d] = Math.tanh(vector[d]);
                }
                yield vector;
            }
            case MEAN -> {
                double[] mean = new double[config.hiddenSize()];
                for (double[] state : states) {
                    for (int d = 0; d < mean.length; d++) {
                        mean[d] += state[d] / states.length;
                    }
                }
                yield mean;
            }
        };
    }
}
