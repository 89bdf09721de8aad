package dev.diptych.train.internal.features;

import dev.diptych.base.ContentDigest;
import dev.diptych.data.batch.InputStage;
import dev.diptych.model.FrozenPrefix;
import dev.diptych.torch.Tensors;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;

/// The frozen prefix of an encoder.
public final class FrozenPart {

    private FrozenPart() {}

    /// In words.
    static String of(FrozenPrefix depth, InputStage stage) {
        return stage == InputStage.POOLED ? "pooled" : "embeddings and " + depth.frozenBlocks() + " blocks";
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
