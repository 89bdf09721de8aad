package dev.diptych.train.objective;

import dev.diptych.base.RandomKey;
import java.util.HashMap;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/// What an objective needs of a batch, and no more.
///
/// @param image embeddings [N, P] of length 1
/// @param text embeddings [M, P] of length 1
/// @param pairing which text belongs to which image
/// @param logitScale ln(1/temperature), a scalar
/// @param tokens token states of both encoders, where an objective reads them
/// @param key of the random numbers that an objective may draw
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
                    + " texts do not fit a pairing of " + pairing.images() + " and " + pairing.texts());
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

    /// The same with the embeddings of one more teacher.
    public <E extends TeacherEmbeddings> Features with(TeacherRole<E> role, E embeddings) {
        Map<TeacherRole<?>, TeacherEmbeddings> more = new HashMap<>(teachers);
        more.put(role, embeddings);
        return new Features(image, text, pairing, logitScale, tokens, key, more);
    }

    /// The embeddings of the teacher with this role.
    ///
    /// @throws IllegalArgumentException where these features come without one
    public <E extends TeacherEmbeddings> E teacher(TeacherRole<E> role) {
        TeacherEmbeddings embeddings = teachers.get(role);
        if (embeddings == null) {
            throw new IllegalArgumentException(
                    "this objective needs the embeddings of a %s, and the features have none".formatted(role));
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
