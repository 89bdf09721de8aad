package dev.diptych.train.objective;

/// The role of a second model whose embeddings of the batch an objective uses.
///
/// @param <E> type of the embeddings of this role
public final class TeacherRole<E extends TeacherEmbeddings> {

    /// An exponential moving average of the model, with its embeddings of past batches.
    public static final TeacherRole<MomentumFeatures> MOMENTUM =
            new TeacherRole<>("momentum model", MomentumFeatures.class);

    /// The model before its first step.
    public static final TeacherRole<ReferenceEmbeddings> REFERENCE =
            new TeacherRole<>("reference model", ReferenceEmbeddings.class);

    private final String title;
    private final Class<E> type;

    private TeacherRole(String title, Class<E> type) {
        this.title = title;
        this.type = type;
    }

    E cast(TeacherEmbeddings embeddings) {
        return type.cast(embeddings);
    }

    @Override
    public String toString() {
        return title;
    }
}
