package dev.diptych.train.objective;

import dev.diptych.torch.Gradients;
import dev.diptych.torch.TensorScope;
import dev.diptych.torch.Tensors;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/// A sum over the rows of a matrix that may not fit into memory, such as all N · M similarities of a large batch.
///
/// A matrix of one block is left to autograd. For a larger one, each block is computed, differentiated and freed; the
/// result is a scalar with the value of the sum and its gradient. Memory is therefore that of one block. A loss over
/// rows and columns uses two such sums and computes the similarities twice.
final class RowBlocks {

    /// The maximum number of elements of a block: 8 MB of float32.
    static final int ELEMENTS = 1 << 21;

    /// The sum over some rows.
    interface RowsLoss {

        /// @param from the first row
        /// @param inputs tensors to use in place of those given to [#sum]
        /// @return a scalar
        Tensor of(int from, int count, List<Tensor> inputs);
    }

    private RowBlocks() {}

    /// @param rows number of rows of the matrix
    /// @param columns number of columns of the matrix
    /// @param inputs all tensors that the sum depends on and that require gradients
    static Tensor sum(int rows, long columns, List<Tensor> inputs, RowsLoss loss) {
        return inBlocks(rows, Math.toIntExact(Math.max(1, ELEMENTS / Math.max(1, columns))), inputs, loss);
    }

    /// @param block maximum number of rows at a time
    static Tensor inBlocks(int rows, int block, List<Tensor> inputs, RowsLoss loss) {
        if (rows <= block) {
            return loss.of(0, rows, inputs);
        }
        List<Tensor> leaves = new ArrayList<>();
        inputs.forEach(input -> leaves.add(input.requires_grad() ? Gradients.leaf(input) : input));
        double value = 0;
        for (int from = 0; from < rows; from += block) {
            try (var _ = TensorScope.open()) {
                Tensor part = loss.of(from, Math.min(block, rows - from), leaves);
                value += Tensors.item(part);
                if (part.requires_grad()) {
                    Gradients.backward(part);
                }
            }
        }
        return scalar(value, inputs, leaves);
    }

    // `value`, with the gradients that the leaves have accumulated: Σ ⟨input, gradient⟩ minus itself is 0, and its
    // derivative is the gradient.
    private static Tensor scalar(double value, List<Tensor> inputs, List<Tensor> leaves) {
        Tensor total = Tensors.of(new double[] {value}).to(inputs.getFirst().scalar_type()); // []
        for (int i = 0; i < inputs.size(); i++) {
            Tensor gradient = inputs.get(i).requires_grad() ? Gradients.of(leaves.get(i)) : null;
            if (gradient != null) {
                Tensor product = inputs.get(i).mul(gradient).sum();
                total = total.add(product.sub(product.detach()));
            }
        }
        return total;
    }
}
