package dev.diptych.torch;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/// Euclidean norm of all gradients together, and gradient clipping (Pascanu et al., 2013).
public final class GradientNorm {

    /// Number of elements that are summed in float32; the sums are added in float64. The result does not depend
    /// on the number of threads.
    static final int ROW = 4096;

    private static final class Operator {
        static final BoxedOperator NORMS = BoxedOperator.find("aten::_foreach_norm", "Scalar");
    }

    private GradientNorm() {}

    /// √Σ g² over all elements of contiguous float32 gradients.
    public static double of(List<Tensor> gradients) {
        try (var _ = TensorScope.open();
                var _ = Gradients.disabled()) {
            TensorVector norms = new TensorVector();
            List<Tensor> rests = new ArrayList<>();
            for (Tensor gradient : gradients) {
                long rows = gradient.numel() / ROW;
                long rest = gradient.numel() % ROW;
                if (rows > 0) {
                    norms.push_back(
                            ofRows(gradient.flatten().narrow(0, 0, rows * ROW).view(rows, ROW))); // [R]
                }
                if (rest > 0) {
                    rests.add(gradient.flatten().narrow(0, rows * ROW, rest));
                }
            }
            if (!rests.isEmpty()) {
                norms.push_back(torch.stack(Operator.NORMS
                        .call(BoxedOperator.list(rests), new IValue(new Scalar(2.0)), new IValue())
                        .get(0)
                        .toTensorVector()));
            }
            return norms.empty() ? 0 : ofNorms(torch.cat(norms));
        }
    }

    private static Tensor ofRows(Tensor rows) {
        return torch.norm(rows, new ScalarOptional(new Scalar(2.0)), new long[] {1}, false);
    }

    private static double ofNorms(Tensor norms) {
        double squares = 0;
        for (double norm : Tensors.doubles(norms)) {
            squares += norm * norm;
        }
        return Math.sqrt(squares);
    }

    /// Divisor of gradients with this norm that limits their norm to `largest`: (norm + 1e-6) / largest, as in
    /// `torch.nn.utils.clip_grad_norm_`, but at least 1.
    public static double divisor(double norm, double largest) {
        return Math.max(1, (norm + 1e-6) / largest);
    }
}
