package dev.diptych.torch;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/// AdamW update of many tensors in one fused kernel (Loshchilov and Hutter, 2019).
///
/// Weight decay is decoupled: p ← p·(1 − lr·decay) before the Adam step. Formula and order of operations are those of
/// `torch.optim.AdamW(fused=True)`.
public final class FusedAdamW {

    private static final int PIECE = 1 << 19; // elements: 2 MB in float32

    private static final class Operator {
        static final BoxedOperator INSTANCE = BoxedOperator.find("aten::_fused_adamw_", "");
    }

    private FusedAdamW() {}

    /// @param learningRate learning rate of this update
    /// @param updates number of this update, starting at 1
    public record Settings(
            double learningRate, double beta1, double beta2, double weightDecay, double epsilon, long updates) {}

    /// Updates parameters and both moments in place; all tensors are float32.
    ///
    /// @param gradientDivisor float32 scalar by which the gradients are divided first, in place; null for none
    public static void step(
            List<Tensor> parameters,
            List<Tensor> gradients,
            List<Tensor> firstMoments,
            List<Tensor> secondMoments,
            Settings settings,
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
                    BoxedOperator.list(
                            Collections.nCopies(parameters.size(), Tensors.scalar((double) settings.updates))),
                    new IValue(settings.learningRate),
                    new IValue(settings.beta1),
                    new IValue(settings.beta2),
                    new IValue(settings.weightDecay),
                    new IValue(settings.epsilon),
                    new IValue(false),
                    new IValue(false),
                    gradientDivisor == null ? new IValue() : new IValue(gradientDivisor),
                    new IValue());
        }
    }

    /// Updates a parameter whose gradient is bfloat16, and the bfloat16 copy of the parameter: the same values as
    /// with the gradient in float32. It works piece by piece, so that what is converted stays in the cache.
    ///
    /// @param parameter `[L]`, float32, like the moments
    /// @param copy `[L]`, bfloat16; receives the parameter
    /// @param gradient `[L]`, bfloat16; not changed
    public static void step(
            Tensor parameter,
            Tensor copy,
            Tensor gradient,
            Tensor firstMoment,
            Tensor secondMoment,
            Settings settings,
            @Nullable Tensor gradientDivisor) {
        long length = parameter.numel();
        for (long from = 0; from < length; from += PIECE) {
            long size = Math.min(PIECE, length - from);
            try (var _ = TensorScope.open();
                    var _ = Gradients.disabled()) {
                Tensor values = parameter.narrow(0, from, size);
                step(
                        List.of(values),
                        List.of(Operators.toFloat(gradient.narrow(0, from, size))),
                        List.of(firstMoment.narrow(0, from, size)),
                        List.of(secondMoment.narrow(0, from, size)),
                        settings,
                        gradientDivisor);
                copy.narrow(0, from, size).copy_(values);
            }
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
