package dev.diptych.model;

import dev.diptych.base.InvalidInputException;
import dev.diptych.data.batch.InputStage;

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

    /// Returns the latest stage at which stored features may enter the encoder; `RAW` if nothing is frozen.
    ///
    /// @param withStates whether the states of all tokens are required, not only the pooled vector
    public InputStage latestStage(boolean withStates) {
        if (!frozenEmbeddings) {
            return InputStage.RAW;
        }
        return frozenHead && !withStates ? InputStage.POOLED : InputStage.FROZEN_STATES;
    }

    /// Returns the index of the first block to compute for an input.
    ///
    /// @throws IllegalArgumentException for frozen states if nothing is frozen, and for pooled vectors, which no
    ///     block follows
    int firstBlock(InputStage stage) {
        return switch (stage) {
            case RAW -> 0;
            case FROZEN_STATES -> {
                if (!frozenEmbeddings) {
                    throw new IllegalArgumentException("this encoder has no frozen layers");
                }
                yield frozenBlocks;
            }
            case POOLED -> throw new IllegalArgumentException("pooled vectors have no token states");
        };
    }

    boolean isFrozenBlock(int block) {
        return block < frozenBlocks;
    }
}
