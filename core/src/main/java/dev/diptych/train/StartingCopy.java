package dev.diptych.train;

import dev.diptych.data.Batch;
import dev.diptych.model.DualEncoder;
import dev.diptych.objective.Features;
import dev.diptych.objective.StartingEmbeddings;
import dev.diptych.torch.Gradients;
import dev.diptych.torch.Operators;
import dev.diptych.torch.TensorScope;
import dev.diptych.torch.TensorSource;
import dev.diptych.torch.TensorSources;
import java.nio.file.Path;
import org.bytedeco.pytorch.Tensor;

/// The model as it was before the first step, which embeds each batch too, without dropout. Owns a copy of what is
/// trained; what is frozen it shares with the model.
final class StartingCopy {

    private final DualEncoder model;
    private final DualEncoder copy;
    private final Encoder encoder;

    /// @param copy of the model
    /// @param encoder of the copy
    StartingCopy(DualEncoder model, DualEncoder copy, Encoder encoder) {
        this.model = model;
        this.copy = copy;
        this.encoder = encoder;
    }

    /// Adds to the model's features of a batch what the starting model makes of it.
    Features join(Features features, Batch batch) {
        try (var scope = TensorScope.open();
                var _ = Gradients.disabled()) {
            Features before = encoder.encode(batch, features.key());
            return features.with(new StartingEmbeddings(
                    scope.keep(before.image().detach()),
                    scope.keep(before.text().detach())));
        }
    }

    /// Takes over the weights of the starting model that the run kept.
    void restore(Path start) {
        try (TensorSource kept = TensorSources.open(start)) {
            copy.parameters().forEach((name, parameter) -> {
                Tensor own = model.parameters().get(name);
                if (parameter != own) {
                    try (var _ = TensorScope.open()) {
                        Operators.copyInPlace(parameter, kept.tensor(name));
                    }
                }
            });
        }
    }
}
