package dev.diptych.model;

import dev.diptych.base.InvalidInputException;

/// Layers of an encoder that are not trained, counted in blocks from its input.
///
/// The prefix is a pure function of the input, evaluated without gradients and without dropout.
///
/// @param frozenBlocks number of blocks in the prefix
/// @param frozenEmbeddings whether it contains the embeddings; always true if it contains a block
/// @param frozenHead whether the layers after the blocks (post-norm or pooler) are frozen too
public record FrozenPrefix(int frozenBlocks, boolean frozenEmbeddings, boolean frozenHead) {

    static FrozenPrefix of(Trainable trainable, int blocks, String encoder) {
        return switch (trainable) {
            case Trainable.All _ -> new FrozenPrefix(0, false, false);
            case Trainable.Frozen _ -> new FrozenPrefix(blocks, true, true);
            case Trainable.Last last -> {
                if (last.blocks() > blocks) {
                    throw new InvalidInputException("train.trainable." + encoder + ": last " + last.blocks()
                            + " of an encoder that has " + blocks + " blocks; use a smaller number, or all");
                }
                yield new FrozenPrefix(blocks - last.blocks(), true, false);
            }
        };
    }

    /// Whether at least the embeddings of the encoder are frozen.
    public boolean hasFrozenLayers() {
        return frozenEmbeddings;
    }

    /// Index of the first block after the frozen prefix.
    ///
    /// @throws IllegalStateException if nothing is frozen
    int blockAfterPrefix() {
        if (!hasFrozenLayers()) {
            throw new IllegalStateException("this encoder has no frozen layers");
        }
        return frozenBlocks;
    }

    boolean isFrozenBlock(int block) {
        return block < frozenBlocks;
    }
}
