package dev.diptych.train.internal.step;

import dev.diptych.base.RandomKey;
import dev.diptych.data.batch.Batch;
import dev.diptych.model.DualEncoder;
import dev.diptych.torch.Gradients;
import dev.diptych.torch.Operators;
import dev.diptych.torch.TensorScope;
import dev.diptych.torch.file.TensorSource;
import dev.diptych.torch.file.TensorSources;
import dev.diptych.train.objective.ReferenceEmbeddings;
import dev.diptych.train.objective.TeacherRole;
import java.nio.file.Path;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;

/// The model before the first step. Owns a copy of the trained parameters; frozen ones are shared with the model.
public final class ReferenceModel implements Teacher<ReferenceEmbeddings> {

    private final DualEncoder model;
    private final DualEncoder copy;
    private final BatchEncoder encoder;

    /// @param copy copy of the model
    /// @param encoder encoder of the copy
    public ReferenceModel(DualEncoder model, DualEncoder copy, BatchEncoder encoder) {
        this.model = model;
        this.copy = copy;
        this.encoder = encoder;
    }

    @Override
    public TeacherRole<ReferenceEmbeddings> role() {
        return TeacherRole.REFERENCE;
    }

    @Override
    public ReferenceEmbeddings embed(Batch batch, RandomKey key, long step) {
        try (var scope = TensorScope.open();
                var _ = Gradients.disabled();
                Encoding before = encoder.encode(batch, key)) {
            return new ReferenceEmbeddings(
                    scope.keep(before.features().image().detach()),
                    scope.keep(before.features().text().detach()));
        }
    }

    @Override
    @SuppressWarnings("ReferenceEquality") // the tensor itself
    public void restoreStart(Path start) {
        try (TensorSource kept = TensorSources.open(start)) {
            Map<String, Tensor> trained = model.parameters();
            copy.parameters().forEach((name, parameter) -> {
                Tensor own = trained.get(name);
                if (parameter != own) {
                    try (var _ = TensorScope.open()) {
                        Operators.copyInPlace(parameter, kept.tensor(name));
                    }
                }
            });
        }
    }
}
