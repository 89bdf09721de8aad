package dev.diptych.train.objective;

import dev.diptych.torch.Operators;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/// Several objectives at once: Σ weight · loss over the same features.
public record WeightedSum(List<Part> parts) implements Objective {

    /// @param weight above 0
    public record Part(double weight, Objective objective) {
        public Part {
            if (!(weight > 0)) {
                throw new IllegalArgumentException("the weight of an objective must be above 0, but is " + weight);
            }
        }
    }

    public WeightedSum {
        if (parts.isEmpty()) {
            throw new IllegalArgumentException("a weighted sum requires at least one objective");
        }
        parts = List.copyOf(parts);
    }

    @Override
    public SequencedMap<String, Tensor> parameters() {
        SequencedMap<String, Tensor> all = new LinkedHashMap<>();
        parts.forEach(part -> all.putAll(part.objective().parameters()));
        return all;
    }

    @Override
    public Terms compute(Features features) {
        @Nullable Tensor total = null;
        SequencedMap<String, Tensor> named = new LinkedHashMap<>();
        for (Part part : parts) {
            Terms terms = part.objective().compute(features);
            Tensor weighted = Operators.scale(terms.total(), part.weight());
            total = total == null ? weighted : total.add(weighted);
            named.putAll(terms.named());
        }
        return new Terms(java.util.Objects.requireNonNull(total), named);
    }
}
