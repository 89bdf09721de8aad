package dev.diptych.model.embed;

import dev.diptych.torch.TensorScope;

/// Takes what an [EmbeddingEngine] computes, batch after batch, in the order of the items. Called from the thread of
/// the
/// engine alone.
public interface EmbeddingSink {

    /// The item to begin with. A sink that has taken items earlier drops those after the last whole batch, so that all
    /// items are always computed in the same batches.
    ///
    /// @param batch items of a batch
    /// @return a multiple of `batch`
    default int resumeFrom(int batch) {
        return 0;
    }

    /// Takes the outputs of a batch. Items that are missing between batches or within one could not be read.
    ///
    /// @param scope of the batch: outputs that are to live longer are handed to [TensorScope#keep]
    void accept(EncodedBatch batch, TensorScope scope);

    /// Called once after the last batch, unless the work was stopped before.
    ///
    /// @param items how many items there are
    default void finish(int items) {}
}
