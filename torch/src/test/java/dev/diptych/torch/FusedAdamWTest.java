package dev.diptych.torch;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

class FusedAdamWTest {

    @Test
    void followsTheFormulaWorkedInFloat64() {
        double[] parameter = {0.5, -1.25, 3.0};
        double[] gradient = {0.1, -2.0, 0.0};
        double[] first = new double[3];
        double[] second = new double[3];
        Tensor p = Tensors.of(new float[] {0.5f, -1.25f, 3.0f}, 3);
        Tensor m = Tensors.zeros(3);
        Tensor v = Tensors.zeros(3);
        for (int t = 1; t <= 3; t++) {
            Tensor g = Tensors.of(new float[] {0.1f, -2.0f, 0.0f}, 3);
            FusedAdamW.step(
                    List.of(p),
                    List.of(g),
                    List.of(m),
                    List.of(v),
                    List.of(Tensors.scalar(t)),
                    1e-2,
                    0.9,
                    0.98,
                    0.1,
                    1e-6,
                    null);
            for (int i = 0; i < 3; i++) {
                parameter[i] *= 1 - 1e-2 * 0.1;
                first[i] = 0.9 * first[i] + 0.1 * gradient[i];
                second[i] = 0.98 * second[i] + 0.02 * gradient[i] * gradient[i];
                double corrected = Math.sqrt(second[i] / (1 - Math.pow(0.98, t))) + 1e-6;
                parameter[i] -= 1e-2 * first[i] / (1 - Math.pow(0.9, t)) / corrected;
            }
        }
        assertArrayEquals(parameter, Tensors.doubles(p), 1e-6);
    }

    @Test
    void propagatesGivenGradientsToLeaves() {
        Tensor x = Gradients.leaf(Tensors.of(new float[] {1, 2}, 2));
        Tensor y = x.mul(x);
        Gradients.backward(new Tensor[] {y}, new Tensor[] {Tensors.of(new float[] {10, 100}, 2)});
        Tensor gradient = Gradients.of(x);
        assertArrayEquals(new float[] {20, 400}, Tensors.floats(java.util.Objects.requireNonNull(gradient)));
    }
}
