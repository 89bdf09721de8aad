package dev.diptych.train.internal.features;

import dev.diptych.base.ContentDigest;
import dev.diptych.data.batch.RowKind;
import dev.diptych.model.FrozenPrefix;
import dev.diptych.torch.Tensors;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;

/// The part of a tower whose outputs never change.
public final class FrozenPart {

    private FrozenPart() {}

    /// What of a tower can be computed once; empty where nothing is frozen.
    ///
    /// @param withStates whether token states are read, and not the pooled vector alone
    public static Optional<RowKind> kind(FrozenPrefix depth, boolean withStates) {
        if (!depth.hasFrozenLayers()) {
            return Optional.empty();
        }
        return Optional.of(depth.frozenHead() && !withStates ? RowKind.POOLED : RowKind.FROZEN_STATES);
    }

    /// In words.
    static String of(FrozenPrefix depth, RowKind kind) {
        return kind == RowKind.POOLED ? "pooled" : "embeddings and " + depth.frozenBlocks() + " blocks";
    }

    /// Adds the frozen parameters: all that takes no gradient.
    public static void digest(Map<String, Tensor> parameters, ContentDigest digest) {
        parameters.forEach((name, parameter) -> {
            if (!parameter.requires_grad()) {
                digest.text(name).bytes(Tensors.bytes(parameter));
            }
        });
    }
}
