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
/// @param <E> what it gives
public interface Teacher<E extends TeacherEmbeddings> {

    TeacherRole<E> role();

    /// Its embeddings of a batch, in the scope that is open now; good until [#afterUpdate].
    ///
    /// @param key of this step's random numbers
    /// @param step of the whole run, from 0
    E embed(Batch batch, RandomKey key, long step);

    /// The model's features of a batch with this teacher's embeddings of it.
    default Features join(Features features, Batch batch, long step) {
        return features.with(role(), embed(batch, features.key(), step));
    }

    /// After the optimiser has updated the model.
    ///
    /// @param features of the step's batch, with this teacher's embeddings
    default void afterUpdate(Features features) {}

    /// What a checkpoint holds of it; made in the scope that is open now.
    default SequencedMap<String, Tensor> state() {
        return new LinkedHashMap<>();
    }

    /// Takes over what a checkpoint holds of it.
    default void restore(TensorSource checkpoint) {}

    /// Takes over what it needs of the starting model that a resumed run has kept.
    ///
    /// @param start a model directory
    default void restoreStart(Path start) {}
}
