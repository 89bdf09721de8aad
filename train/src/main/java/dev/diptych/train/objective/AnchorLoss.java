package dev.diptych.train.objective;

import dev.diptych.torch.Operators;
import org.bytedeco.pytorch.Tensor;

/// A penalty on how far embeddings have moved from those of the starting model: ½·[(1/N) Σ (1 − ⟨I, I°⟩) +
/// (1/M) Σ (1 − ⟨T, T°⟩)], over all images and all texts of the batch, negatives too; ° marks the starting model's.
///
/// Embeddings have length 1, so 1 − ⟨x, x°⟩ = ½·‖x − x°‖²: the squared distance of features that LDIFS adds to a loss
/// (Mukhoti et al., 2023), here of the embeddings alone, where LDIFS takes those of several layers. It is 0 at the
/// start and holds pairs apart no further than the starting model does, so it needs a loss beside it.
public record AnchorLoss() implements Objective {

    @Override
    public Terms compute(Features features) {
        ReferenceEmbeddings start = features.teacher(TeacherRole.REFERENCE);
        Tensor moved = moved(features.image(), start.image()).add(moved(features.text(), start.text()));
        return Terms.of("anchor", Operators.scale(moved, 0.5));
    }

    // One minus the mean cosine between the rows of two matrices [B, P].
    private static Tensor moved(Tensor now, Tensor before) {
        Tensor cosines = now.mul(before).sum(); // B times the mean
        return Operators.plus(Operators.scale(cosines, -1.0 / now.size(0)), 1);
    }
}
