package dev.diptych.train.objective;

import dev.diptych.base.RandomKey;
import java.util.HashMap;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/// Inputs of an objective for a batch.
///
/// @param image embeddings [N, P] of unit length
/// @param text embeddings [M, P] of unit length
/// @param pairing assignment of texts to images
/// @param logitScale ln(1/temperature), a scalar
/// @param tokens token states of both encoders, if an objective requires them
/// @param key random key for objectives
/// @param teachers embeddings of the same batch by other models
public record Features(
        Tensor image,
        Tensor text,
        Pairing pairing,
        Tensor logitScale,
        @Nullable TokenStates tokens,
        RandomKey key,
        Map<TeacherRole<?>, TeacherEmbeddings> teachers) {

    public Features {
        if (image.size(0) != pairing.images() || text.size(0) != pairing.texts()) {
            throw new IllegalArgumentException("embeddings of " + image.size(0) + " images and " + text.size(0)
                    + " texts do not match a pairing of " + pairing.images() + " and " + pairing.texts());
        }
        teachers = Map.copyOf(teachers);
    }

    /// Features of the model alone.
    public Features(
            Tensor image,
            Tensor text,
            Pairing pairing,
            Tensor logitScale,
            @Nullable TokenStates tokens,
            RandomKey key) {
        this(image, text, pairing, logitScale, tokens, key, Map.of());
    }

    /// These features extended by the embeddings of a teacher.
    public <E extends TeacherEmbeddings> Features with(TeacherRole<E> role, E embeddings) {
        Map<TeacherRole<?>, TeacherEmbeddings> more = new HashMap<>(teachers);
        more.put(role, embeddings);
        return new Features(image, text, pairing, logitScale, tokens, key, more);
    }

    /// The embeddings of the teacher with this role.
    ///
    /// @throws IllegalArgumentException if there is none
    public <E extends TeacherEmbeddings> E teacher(TeacherRole<E> role) {
        TeacherEmbeddings embeddings = teachers.get(role);
        if (embeddings == null) {
            throw new IllegalArgumentException(
                    "this objective requires the embeddings of a %s, but the features have none".formatted(role));
        }
        return role.cast(embeddings);
    }

    /// Token states of both encoders, and which text tokens are not padding.
    ///
    /// @param image [N, T, Dv]
    /// @param text [M, S, Dt]
    /// @param textMask boolean [M, S]
    public record TokenStates(Tensor image, Tensor text, Tensor textMask) {}
}
