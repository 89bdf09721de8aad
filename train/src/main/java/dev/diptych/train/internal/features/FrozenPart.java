package dev.diptych.train.internal.features;

import dev.diptych.base.ContentDigest;
import dev.diptych.data.batch.RowKind;
import dev.diptych.model.FrozenPrefix;
import dev.diptych.torch.Tensors;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;

/// The frozen prefix of an encoder.
public final class FrozenPart {

    private FrozenPart() {}

    /// The part of an encoder that can be computed once; empty if nothing is frozen.
    ///
    /// @param withStates whether token states are required, not only the pooled vector
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

    /// Adds the frozen parameters: those that do not require gradients.
    public static void digest(Map<String, Tensor> parameters, ContentDigest digest) {
        parameters.forEach((name, parameter) -> {
            if (!parameter.requires_grad()) {
                digest.text(name).bytes(Tensors.bytes(parameter));
            }
        });
    }
}
