package dev.diptych.train.objective;

import dev.diptych.torch.Gradients;
import dev.diptych.torch.Tensors;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/// A loss: a scalar function of [Features].
public interface Objective {

    /// The loss and its named parts, each a differentiable scalar.
    Terms compute(Features features);

    /// The trained parameters of the objective itself, by their names in a checkpoint. They do not
    /// include the logit scale, which several objectives share and which is part of the features.
    default SequencedMap<String, Tensor> parameters() {
        return new LinkedHashMap<>();
    }

    /// The second part of a step: the loss and its gradient with respect to the features.
    ///
    /// The features are leaves. The gradients of the logit scale and of the objective's own [#parameters] are
    /// accumulated here.
    default Loss evaluate(Features features) {
        Terms terms = compute(features);
        Gradients.backward(terms.total());
        SequencedMap<String, Double> values = new LinkedHashMap<>();
        terms.named().forEach((name, term) -> values.put(name, Tensors.item(term)));
        Features.TokenStates tokens = features.tokens();
        return new Loss(
                Tensors.item(terms.total()),
                values,
                Gradients.of(features.image()),
                Gradients.of(features.text()),
                tokens == null ? null : Gradients.of(tokens.image()),
                tokens == null ? null : Gradients.of(tokens.text()));
    }

    /// @param total a scalar
    /// @param named its unweighted parts, in order
    record Terms(Tensor total, SequencedMap<String, Tensor> named) {

        /// A loss of one term.
        public static Terms of(String name, Tensor total) {
            SequencedMap<String, Tensor> named = new LinkedHashMap<>();
            named.put(name, total);
            return new Terms(total, named);
        }
    }

    /// The value of a loss and its gradients, each with the shape of its feature; null if the loss
    /// does not depend on it.
    record Loss(
            double value,
            SequencedMap<String, Double> terms,
            @Nullable Tensor image,
            @Nullable Tensor text,
            @Nullable Tensor imageTokens,
            @Nullable Tensor textTokens) {}
}
