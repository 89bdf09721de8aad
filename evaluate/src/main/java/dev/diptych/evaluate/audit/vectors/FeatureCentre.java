package dev.diptych.evaluate.audit.vectors;

import dev.diptych.torch.Operators;
import dev.diptych.torch.Tensors;
import java.io.Serializable;
import org.bytedeco.pytorch.Tensor;

/// Mean of the features of a data set, without which the cosines of features do not distinguish
/// images: many encoders map all images close together.
///
/// @param mean `[D]`
@SuppressWarnings("ArrayRecordComponent") // read only
public record FeatureCentre(double[] mean) implements Serializable {

    private static final double LEAST_LENGTH = 1e-6;

    /// @param features [N, D], at least one
    static FeatureCentre of(Tensor features) {
        return new FeatureCentre(Tensors.doubles(
                Operators.scale(Operators.sum(Operators.toDouble(features), 0, false), 1.0 / features.size(0))));
    }

    /// Features without the mean, scaled to unit length: float32 [N, D].
    ///
    /// @param features float32 [N, D]
    public Tensor directions(Tensor features) {
        Tensor centred = features.sub(Operators.toFloat(Tensors.of(mean, 1, mean.length))); // [N, D]
        return centred.div(Operators.atLeast(Operators.euclideanNorm(centred), LEAST_LENGTH));
    }
}
