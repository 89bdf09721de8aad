package dev.diptych.evaluate.audit.vectors;

import dev.diptych.data.Pairs;
import dev.diptych.evaluate.retrieval.Embedder;
import dev.diptych.evaluate.retrieval.TopMatches;
import java.util.Arrays;
import java.util.Objects;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/// The vectors of a data set in the memory of this process, computed by a model. They belong to
/// the scope in which the object is created, and are confined to its thread.
public final class MemoryVectors implements AuditVectors {

    private final Embedder embedder;
    private final PooledFeatures features;
    private final @Nullable Pairs others;
    private final int[] imageOfText;
    private final FeatureCentre centre;

    /// Encodes a data set.
    ///
    /// @param readable readable images with the texts that are scored
    /// @param others another data set, whose images are encoded when needed; null for none
    /// @throws dev.diptych.base.InvalidInputException if an image cannot be read
    public MemoryVectors(Embedder embedder, Pairs readable, @Nullable Pairs others) {
        this.embedder = embedder;
        this.features = PooledFeatures.of(embedder, readable);
        this.others = others;
        this.imageOfText = readable.imageOfCaption();
        this.centre = FeatureCentre.of(features.image());
    }

    @Override
    public TopMatches nearestImages(int count) {
        Tensor directions = centre.directions(features.image());
        return TopMatches.of(directions, directions, count);
    }

    @Override
    public TopMatches nearestOthers(int[] readable) {
        Pairs some = Objects.requireNonNull(others, "no other data set").select(readable);
        return TopMatches.of(
                centre.directions(features.image()), centre.directions(PooledFeatures.images(embedder, some)), 1);
    }

    @Override
    public PairSpace space(PairSubset part, int @Nullable [] learned) {
        PooledFeatures some = features.rows(part.images(), part.texts());
        if (learned == null) {
            // The part is scored by the model's embeddings: the texts of the data set are
            // projected when they are searched.
            return new MemorySpace(
                    some.project(embedder.model().encoder()),
                    part,
                    () -> features.project(embedder.model().encoder()).text());
        }
        CanonicalHeads heads = PairCovariance.fit(
                features, Arrays.stream(learned).map(text -> imageOfText[text]).toArray(), learned);
        return new MemorySpace(
                heads.apply(some), part, () -> heads.apply(features).text());
    }
}
