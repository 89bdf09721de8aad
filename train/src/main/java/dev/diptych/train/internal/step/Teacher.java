package dev.diptych.train.internal.step;

import dev.diptych.base.RandomKey;
import dev.diptych.data.batch.Batch;
import dev.diptych.torch.file.TensorSource;
import dev.diptych.train.objective.Features;
import dev.diptych.train.objective.TeacherEmbeddings;
import dev.diptych.train.objective.TeacherRole;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import org.bytedeco.pytorch.Tensor;

/// A second model that embeds each batch for an objective, without gradients and without dropout.
///
/// @param <E> type of its embeddings
public interface Teacher<E extends TeacherEmbeddings> {

    TeacherRole<E> role();

    /// Its embeddings of a batch, in the currently open scope; valid until [#afterUpdate].
    ///
    /// @param key random key of this step
    /// @param step step of the run, from 0
    E embed(Batch batch, RandomKey key, long step);

    /// The features of a batch extended by this teacher's embeddings.
    default Features join(Features features, Batch batch, long step) {
        return features.with(role(), embed(batch, features.key(), step));
    }

    /// Called after the optimiser has updated the model.
    ///
    /// @param features features of the batch, including this teacher's embeddings
    default void afterUpdate(Features features) {}

    /// Its state for a checkpoint, allocated in the currently open scope.
    default SequencedMap<String, Tensor> state() {
        return new LinkedHashMap<>();
    }

    /// Restores its state from a checkpoint.
    default void restore(TensorSource checkpoint) {}

    /// Restores its state from the starting model that a resumed run has kept.
    ///
    /// @param start a model directory
    default void restoreStart(Path start) {}
}
