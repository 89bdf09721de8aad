package dev.diptych.train.objective;

import dev.diptych.torch.Gradients;
import dev.diptych.torch.Tensors;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/// A loss: a scalar function of [Features].
public interface Objective {

    /// The loss and its named parts, each a scalar that gradients can be taken of.
    Terms compute(Features features);

    /// The parameters of the objective itself, which are trained with the encoders, by the names that a checkpoint
    /// gives them. The logit scale is no part of them: several objectives share it, and it comes with the features.
    default SequencedMap<String, Tensor> parameters() {
        return new LinkedHashMap<>();
    }

    /// The second move of a step: the loss and its gradient with respect to the features.
    ///
    /// The features are leaves. The logit scale and the objective's own [#parameters] collect their gradient here.
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
    /// @param named its parts before weighting, in order
    record Terms(Tensor total, SequencedMap<String, Tensor> named) {

        /// A loss of one term.
        public static Terms of(String name, Tensor total) {
            SequencedMap<String, Tensor> named = new LinkedHashMap<>();
            named.put(name, total);
            return new Terms(total, named);
        }
    }

    /// The value of a loss and its gradients, each of its feature's shape; null where the loss does not depend on it.
    record Loss(
            double value,
            SequencedMap<String, Double> terms,
            @Nullable Tensor image,
            @Nullable Tensor text,
            @Nullable Tensor imageTokens,
            @Nullable Tensor textTokens) {}
}
