package dev.diptych.model;

import dev.diptych.base.InvalidInputException;

/// Which part of an encoder is trained, counted in blocks from its input.
///
/// The frozen part is a prefix: a pure function of the input, evaluated without recording and without dropout.
///
/// @param frozenBlocks blocks of the prefix
/// @param frozenEmbeddings whether the embeddings belong to it; always so when a block does
/// @param frozenHead whether what follows the blocks (post-norm or pooler) is frozen too
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

    /// Whether some of the encoder is frozen: its embeddings at least.
    public boolean hasFrozenLayers() {
        return frozenEmbeddings;
    }

    /// The number of the block that takes up a trunk's states.
    ///
    /// @throws IllegalStateException where nothing is frozen, so that no states can be of this encoder
    int blockAfterPrefix() {
        if (!hasFrozenLayers()) {
            throw new IllegalStateException("nothing of this encoder is frozen; it has no frozenStates");
        }
        return frozenBlocks;
    }

    boolean isFrozenBlock(int block) {
        return block < frozenBlocks;
    }
}
