package dev.diptych.train.objective;

import dev.diptych.torch.Operators;
import org.bytedeco.pytorch.Tensor;

/// Penalty on embeddings that move away from those of the starting model: ½·[(1/N) Σ (1 − ⟨I, I°⟩) + (1/M) Σ (1 − ⟨T,
/// T°⟩)], over all images and texts of the batch, including negatives; ° marks the starting model.
///
/// Embeddings have unit length, so 1 − ⟨x, x°⟩ = ½·‖x − x°‖²: the squared distance of features that LDIFS adds to a
/// loss (Mukhoti et al., 2023), here of the embeddings only, whereas LDIFS uses features of several layers. It is 0 at
/// the start and does not separate pairs, so it must be combined with another loss.
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
