package dev.diptych.model.layer;

import dev.diptych.torch.TensorScope;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;

/// Parameters of another module of equal configuration: trained parameters are copied, frozen ones shared.
public record CopiedParameters(Map<String, Tensor> originals) implements ParameterSource {

    @Override
    public Tensor parameter(String name, Initialization initial, long... shape) {
        Tensor original = originals.get(name);
        if (original == null) {
            throw new IllegalStateException("the module to copy has no parameter " + name);
        }
        if (!original.requires_grad()) {
            return original;
        }
        try (var scope = TensorScope.open()) {
            return scope.release(original.detach().clone());
        }
    }

    @Override
    public boolean has(String name) {
        return originals.containsKey(name);
    }
}
