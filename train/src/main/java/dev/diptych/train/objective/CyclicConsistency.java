package dev.diptych.train.objective;

import dev.diptych.torch.Operators;
import dev.diptych.torch.Tensors;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/// CyCLIP's two terms (Goel et al., 2022), over the n pairs of the batch, on plain cosines.
///
/// In-modal: (1/n) Σ over pairs j, k of (⟨I_j, I_k⟩ − ⟨T_j, T_k⟩)²: two images are as similar as their texts.
/// Cross-modal: (1/n) Σ over j, k of (⟨I_j, T_k⟩ − ⟨I_k, T_j⟩)²: image j is as similar to text k as image k to text
/// j.
///
/// An image with several texts forms several pairs; negatives form none. Both terms are 0 if all embeddings are
/// equal, so they must be combined with a loss that separates pairs.
public enum CyclicConsistency implements Objective {
    IN_MODAL {
        @Override
        Tensor residual(Tensor imageRows, Tensor textRows, Tensor image, Tensor text) {
            return imageRows.matmul(image.t()).sub(textRows.matmul(text.t()));
        }

        @Override
        String term() {
            return "cyclic_in_modal";
        }
    },
    CROSS_MODAL {
        @Override
        Tensor residual(Tensor imageRows, Tensor textRows, Tensor image, Tensor text) {
            return imageRows.matmul(text.t()).sub(textRows.matmul(image.t()));
        }

        @Override
        String term() {
            return "cyclic_cross_modal";
        }
    };

    // Rows [B, P] of both modalities against all [n, P]: [B, n].
    abstract Tensor residual(Tensor imageRows, Tensor textRows, Tensor image, Tensor text);

    abstract String term();

    @Override
    public Terms compute(Features features) {
        int[] queries = features.pairing().queries();
        int[] imageOfText = features.pairing().imageOfText();
        int[] images = Arrays.stream(queries).map(text -> imageOfText[text]).toArray();
        Tensor image = Operators.select(features.image(), 0, Tensors.index(images)); // [n, P]
        Tensor text = Operators.select(features.text(), 0, Tensors.index(queries)); // [n, P]
        Tensor sum = RowBlocks.sum(queries.length, queries.length, List.of(image, text), (from, count, given) -> {
            Tensor rows = residual(
                    given.get(0).narrow(0, from, count),
                    given.get(1).narrow(0, from, count),
                    given.get(0),
                    given.get(1)); // [B, n]
            return rows.square().sum();
        });
        return Terms.of(term(), Operators.scale(sum, 1.0 / queries.length));
    }
}
