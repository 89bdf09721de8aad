package dev.diptych.torch;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/// AdamW update of many tensors in one fused kernel (Loshchilov and Hutter, 2019).
///
/// Weight decay is decoupled: p ← p·(1 − lr·decay) before the Adam step. Formula and order of operations are those of
/// `torch.optim.AdamW(fused=True)`.
public final class FusedAdamW {

    private static final class Operator {
        static final BoxedOperator INSTANCE = BoxedOperator.find("aten::_fused_adamw_", "");
    }

    private FusedAdamW() {}

    /// Updates parameters and both moments in place.
    ///
    /// @param steps one float32 scalar per parameter: the number of this update, starting at 1
    /// @param gradientDivisor float32 scalar by which the gradients are divided first, in place; null for none
    public static void step(
            List<Tensor> parameters,
            List<Tensor> gradients,
            List<Tensor> firstMoments,
            List<Tensor> secondMoments,
            List<Tensor> steps,
            double learningRate,
            double beta1,
            double beta2,
            double weightDecay,
            double epsilon,
            @Nullable Tensor gradientDivisor) {
        if (parameters.isEmpty()) {
            return;
        }
        try (var _ = TensorScope.open();
                var _ = Gradients.disabled()) {
            Operator.INSTANCE.call(
                    BoxedOperator.list(detached(parameters)),
                    BoxedOperator.list(gradients),
                    BoxedOperator.list(firstMoments),
                    BoxedOperator.list(secondMoments),
                    BoxedOperator.list(List.of()),
                    BoxedOperator.list(steps),
                    new IValue(learningRate),
                    new IValue(beta1),
                    new IValue(beta2),
                    new IValue(weightDecay),
                    new IValue(epsilon),
                    new IValue(false),
                    new IValue(false),
                    gradientDivisor == null ? new IValue() : new IValue(gradientDivisor),
                    new IValue());
        }
    }

    private static List<Tensor> detached(List<Tensor> tensors) {
        List<Tensor> detached = new ArrayList<>(tensors.size());
        for (Tensor tensor : tensors) {
            detached.add(tensor.detach());
        }
        return detached;
    }
}
