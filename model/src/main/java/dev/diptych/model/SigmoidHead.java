package dev.diptych.model;

import dev.diptych.model.layer.Initialization;
import dev.diptych.model.layer.ParameterMap;
import dev.diptych.model.layer.ParameterSource;
import dev.diptych.torch.Tensors;
import java.util.SequencedMap;
import org.bytedeco.pytorch.Tensor;

/// σ(scale · cosine + bias): the probability that an image and a text match, for a model trained with the pairwise
/// sigmoid loss (Zhai et al., 2023, SigLIP). Owns its two parameters.
public final class SigmoidHead {

    private final ParameterMap parameters;
    private final Tensor logitScale; // []
    private final Tensor bias; // []

    public SigmoidHead(double initialLogitScale, double initialBias, ParameterSource source) {
        parameters = new ParameterMap(source);
        logitScale = parameters.parameter("logit_scale", new Initialization.Constant(initialLogitScale));
        bias = parameters.parameter("logit_bias", new Initialization.Constant(initialBias));
    }

    /// ln scale, a scalar.
    public Tensor logitScale() {
        return logitScale;
    }

    /// Bias that is added to the scaled cosine, a scalar.
    public Tensor bias() {
        return bias;
    }

    /// Named parameters, as in `sigmoid.safetensors`.
    public SequencedMap<String, Tensor> parameters() {
        return parameters.parameters();
    }

    /// 1 / scale.
    public double temperature() {
        return Math.exp(-Tensors.item(logitScale));
    }

    /// Returns the probability that two embeddings with this cosine match.
    public double probability(double cosine) {
        return 1 / (1 + Math.exp(-(Math.exp(Tensors.item(logitScale)) * cosine + Tensors.item(bias))));
    }
}
