package dev.diptych.model.embed;

import dev.diptych.torch.TensorScope;

/// Receives the results of an [EmbeddingEngine], one batch after another, in the order of the items. Called only from
/// the thread of the engine.
public interface EmbeddingSink {

    /// Returns the item at which to start. A sink that received items earlier discards those after the last
    /// complete batch, so that all items are always computed in the same batches.
    ///
    /// @param batch number of items per batch
    /// @return a multiple of `batch`
    default int resumeFrom(int batch) {
        return 0;
    }

    /// Receives the outputs of a batch. Items that are missing between or within batches could not be read.
    ///
    /// @param scope of the batch: outputs that must outlive it are passed to [TensorScope#keep]
    void accept(EncodedBatch batch, TensorScope scope);

    /// Called once after the last batch, unless the work was stopped.
    ///
    /// @param items total number of items
    default void finish(int items) {}
}
