package dev.diptych.torch;

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

    /// √Σ g² over all elements of separate gradients.
    public static double of(List<Tensor> gradients) {
        if (gradients.isEmpty()) {
            return 0;
        }
        try (var _ = TensorScope.open();
                var _ = Gradients.disabled()) {
            TensorVector norms = Operator.NORMS
                    .call(BoxedOperator.list(gradients), new IValue(new Scalar(2.0)), new IValue())
                    .get(0)
                    .toTensorVector();
            return ofNorms(torch.stack(norms)); // [P]
        }
    }

    /// √Σ g² over a flat float32 buffer whose length is a multiple of [#ROW].
    public static double of(Tensor gradients) {
        try (var _ = TensorScope.open();
                var _ = Gradients.disabled()) {
            Tensor rows = gradients.view(gradients.numel() / ROW, ROW); // [R, ROW]
            return ofNorms(torch.norm(rows, new ScalarOptional(new Scalar(2.0)), new long[] {1}, false)); // [R]
        }
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
