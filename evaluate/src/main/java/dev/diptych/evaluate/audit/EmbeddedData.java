package dev.diptych.evaluate.audit;

import dev.diptych.data.Pairs;
import dev.diptych.evaluate.audit.vectors.AuditVectors;
import dev.diptych.evaluate.audit.vectors.MemoryVectors;
import dev.diptych.evaluate.retrieval.Embedder;
import dev.diptych.model.Calibration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A data set that this process inspects and encodes, in the enclosing scope.
///
/// @param against another data set; null for none
record EmbeddedData(
        Embedder embedder, Pairs pairs, @Nullable Pairs against) implements AuditedData {

    @Override
    public List<ImageStatistics> images() {
        return look(pairs);
    }

    @Override
    public AuditVectors vectors(Pairs scored, int[] readable, int[] texts) {
        return new MemoryVectors(embedder, scored, against);
    }

    @Override
    public int inputSize() {
        return embedder.model().processor().cropHeight();
    }

    @Override
    public @Nullable Calibration calibration() {
        return embedder.model().calibration();
    }

    @Override
    public @Nullable Others others() {
        return against == null ? null : new Others(against, look(against));
    }

    private List<ImageStatistics> look(Pairs set) {
        return ImageInspection.look(set.images(), embedder.loading().threads(), embedder.watch());
    }
}
