package dev.diptych.torch;

import java.util.List;
import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/// The Euclidean norm over many gradients at once, and clipping by it (Pascanu et al., 2013).
public final class GradientNorm {

    private static final class Operator {
        static final BoxedOperator NORMS = BoxedOperator.find("aten::_foreach_norm", "Scalar");
        static final BoxedOperator SCALE = BoxedOperator.find("aten::_foreach_mul_", "Scalar");
    }

    private GradientNorm() {}

    /// √Σ g² over every element of every gradient.
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
            Tensor all = Operators.toDouble(torch.stack(norms)); // [P]
            return Math.sqrt(all.mul(all).sum().item_double());
        }
    }

    /// Scales the gradients in place so that their common norm is at most `largest`; returns the norm before.
    ///
    /// The factor is largest / (norm + 1e-6), as in `torch.nn.utils.clip_grad_norm_`.
    public static double clip(List<Tensor> gradients, double largest) {
        double norm = of(gradients);
        double factor = largest / (norm + 1e-6);
        if (factor < 1) {
            try (var _ = TensorScope.open();
                    var _ = Gradients.disabled()) {
                Operator.SCALE.call(BoxedOperator.list(gradients), new IValue(new Scalar(factor)));
            }
        }
        return norm;
    }
}
