package dev.diptych.train;

import dev.diptych.data.ContentDigest;
import dev.diptych.data.RowKind;
import dev.diptych.model.TowerDepth;
import dev.diptych.torch.Tensors;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;

/// The part of a tower whose outputs never change.
final class FrozenPart {

    private FrozenPart() {}

    /// What of a tower can be computed once; empty where nothing is frozen.
    ///
    /// @param withStates whether token states are read, and not the pooled vector alone
    static Optional<RowKind> kind(TowerDepth depth, boolean withStates) {
        if (!depth.hasTrunk()) {
            return Optional.empty();
        }
        return Optional.of(depth.frozenHead() && !withStates ? RowKind.POOLED : RowKind.TRUNK);
    }

    /// In words.
    static String of(TowerDepth depth, RowKind kind) {
        return kind == RowKind.POOLED ? "pooled" : "embeddings and " + depth.frozenBlocks() + " blocks";
    }

    /// Adds the frozen parameters: all that takes no gradient.
    static void digest(Map<String, Tensor> parameters, ContentDigest digest) {
        parameters.forEach((name, parameter) -> {
            if (!parameter.requires_grad()) {
                digest.text(name).bytes(Tensors.bytes(parameter));
            }
        });
    }
}
